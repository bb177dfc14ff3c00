import { useSyncExternalStore } from 'react';

const STORAGE_KEY = 'jifen.theme';
export type ThemeName = 'light' | 'dark';

const listeners = new Set<() => void>();
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
systemDark.addEventListener('change', () => notify());

function notify(): void {
  document.documentElement.dataset['theme'] = currentTheme();
  document.documentElement.style.colorScheme = currentTheme();
  for (const listener of listeners) listener();
}

/** The stored choice, else what the system prefers. */
export function currentTheme(): ThemeName {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === 'light' || stored === 'dark') return stored;
  return systemDark.matches ? 'dark' : 'light';
}

export function changeTheme(theme: ThemeName): void {
  localStorage.setItem(STORAGE_KEY, theme);
  notify();
}

/** Puts the theme on the document before the first paint. */
export function startTheme(): void {
  notify();
}

export function useThemeName(): ThemeName {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentTheme);
}
