import type { Tone } from '../../shared/ui/status-tag.js';

const TONES: Readonly<Record<string, Tone>> = { AWARDED: 'good', LIMITED: 'warn', CONDITION_FAILED: 'plain' };

/** The tone of what became of a rule. */
export function ruleTone(outcome: string): Tone {
  return TONES[outcome] ?? 'plain';
}
