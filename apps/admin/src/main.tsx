import 'reflect-metadata';
import { createRoot } from 'react-dom/client';
import { ConsoleApp } from './app.js';
import { startI18n } from './shared/i18n/i18n.js';
import { resumeSession } from './shared/session.js';
import { startTheme } from './shared/theme.js';
import './styles/base.css';
import './styles/frame.css';
import './styles/data.css';
import './styles/detail.css';

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  startTheme();
  await startI18n();
  void resumeSession();
  createRoot(root).render(<ConsoleApp />);
}

void start();
