/** What the screens of experiments work out: shares, verdicts, intervals on a scale. */
import type { EstimatedDifference, ExperimentGroup } from '@jifen/contracts';

export interface GroupValues {
  code: string;
  name: string;
  weight: number | null;
  ruleSet: string;
}

/** Each group's share of the users, as a fraction; null while its weight or the sum is none. */
export function shares(groups: readonly { weight: number | null }[]): (number | null)[] {
  const total = groups.reduce((sum, group) => sum + (group.weight ?? 0), 0);
  return groups.map((group) => (group.weight === null || total === 0 ? null : group.weight / total));
}

/** Group codes that stand there twice, without regard to case. */
export function doubleCodes(groups: readonly Pick<GroupValues, 'code'>[]): ReadonlySet<number> {
  const codes = groups.map((group) => (group.code ?? '').trim().toUpperCase());
  return new Set(codes.flatMap((code, index) => (code !== '' && codes.indexOf(code) < index ? [index] : [])));
}

/** The groups as the server takes them. */
export function groupsBody(groups: readonly GroupValues[]): ExperimentGroup[] {
  return groups.map(({ code, name, weight, ruleSet }) => ({
    code: code.trim(),
    name: name.trim(),
    weight: weight ?? 0,
    ruleSet,
  }));
}

export type Verdict = 'higher' | 'lower' | 'unclear';

/** What an interval says: a difference is shown only when the interval leaves out 0. */
export function verdict({ low, high }: EstimatedDifference): Verdict {
  if (low > 0) return 'higher';
  return high < 0 ? 'lower' : 'unclear';
}

/** The values that all intervals and 0 lie within, with room at both ends; [−1, 1] when all of them are 0. */
export function intervalDomain(intervals: readonly EstimatedDifference[]): [low: number, high: number] {
  const low = Math.min(0, ...intervals.map((interval) => interval.low));
  const high = Math.max(0, ...intervals.map((interval) => interval.high));
  if (low === high) return [-1, 1];
  const room = (high - low) * 0.06;
  return [low - room, high + room];
}

/** 12.5 as `+12.5`, −0.004 as `−0.004`; as many decimals as tell it from 0, at most three. */
export function formatDifference(value: number, locale: string): string {
  const format = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, signDisplay: 'exceptZero' });
  return format.format(value).replace('-', '−');
}

/** A difference of two rates in percentage points: 0.05 as `+5` with one decimal at most two. */
export function formatPointDifference(value: number, locale: string): string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, signDisplay: 'exceptZero' });
  return format.format(value * 100).replace('-', '−');
}

/** A fraction as a percentage with at most one decimal. */
export function formatShare(value: number | null, locale: string): string {
  if (value === null) return '—';
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(value);
}
