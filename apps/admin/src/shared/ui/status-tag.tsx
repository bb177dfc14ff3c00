import type { ReactNode } from 'react';

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'plain';

const MARKS: Record<Tone, string> = { good: '●', bad: '■', warn: '▲', info: '◆', plain: '○' };

/** A state in words, with a shape and a colour; both colours of each tone pass AA in either theme. */
export function StatusTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`status-tag status-tag--${tone}`}>
      <span aria-hidden="true" className="status-tag__mark">
        {MARKS[tone]}
      </span>
      {children}
    </span>
  );
}
