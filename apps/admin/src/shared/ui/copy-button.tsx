import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button, type ButtonProps } from 'antd';
import { useState } from 'react';
import { useI18n } from '../i18n/i18n.js';

const SHOWN_MS = 2000;

/** Copies a text and says so. Without a clipboard (plain HTTP) it falls back to a selected text field. */
export function CopyButton({ text, label, ...props }: { text: string; label?: string } & ButtonProps) {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    const done = await copyText(text);
    if (!done) return;
    setCopied(true);
    window.setTimeout(() => setCopied(false), SHOWN_MS);
  };
  const name = copied ? t('common.copied') : (label ?? t('common.copy'));
  const icon = copied ? <CheckOutlined /> : <CopyOutlined />;
  return (
    <Button icon={icon} {...props} onClick={() => void copy()} aria-live="polite">
      {name}
    </Button>
  );
}

async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // The browser refused: the older way below may still be allowed.
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
