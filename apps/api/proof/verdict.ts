import type { Call } from './call.ts';
import { type History, type Story, winnerOf } from './history.ts';

/**
 * The judgement over a history and the ledger it left: every acknowledged intent is there exactly once, no other is
 * there twice, the same key always got the same answer, another body under it never got in.
 */

/** A row of the ledger that a request makes first; what follows from it (arrivals, rests, repayments) is left out. */
export interface LedgerRow {
  transactionNo: string;
  points: number;
}

/** Refusals that say something about the account at that moment; the key stays free. */
const BUSINESS = new Set(['INSUFFICIENT_POINTS', 'HOLD_ENDED', 'HOLD_EXPIRED', 'CAPTURE_EXCEEDS_HOLD']);
const CONFLICT = 'IDEMPOTENCY_CONFLICT';
/** More would only hide the first ones. */
const SHOWN = 20;

/** What is wrong, in sentences; nothing when all is well. */
export function verdict(history: History, rows: readonly LedgerRow[]): string[] {
  const complaints: string[] = [];
  for (const story of history.stories) complaints.push(...judge(story));
  complaints.push(...compare(history, rows));
  const more = complaints.length - SHOWN;
  return more > 0 ? [...complaints.slice(0, SHOWN), `… and ${more} more`] : complaints;
}

function judge(story: Story): string[] {
  const { intent, calls } = story;
  const say = (what: string) => `${intent.kind} ${intent.id}: ${what}`;
  const winner = winnerOf(story);
  const complaints: string[] = [];
  for (const call of calls) {
    if (call.code === 'INTERNAL_ERROR') complaints.push(say('the server failed'));
    if (call.outcome === 'refused' && !isFair(call, winner)) {
      complaints.push(say(`body ${call.body} was refused with ${call.code}, but body ${winner} was taken`));
    }
    if (call.outcome === 'ok' && call.body !== winner) complaints.push(say('two bodies were taken under one key'));
  }
  const answers = new Set(calls.flatMap((call) => call.answer ?? []));
  if (answers.size > 1) complaints.push(say(`${answers.size} different answers`));
  const firstTimes = calls.filter((call) => call.outcome === 'ok' && call.answer && !call.replayed);
  if (intent.kind !== 'async' && firstTimes.length > 1) complaints.push(say('it was done twice'));
  const last = calls.at(-1);
  if (last?.outcome === 'unknown' || last?.outcome === 'busy') {
    if (calls.some((call) => call.outcome === 'unknown') && winner === undefined) {
      complaints.push(say('nobody knows what came of it'));
    }
  }
  return complaints;
}

/** Whether a refusal may be: of the account, or because another body had the key. */
function isFair(call: Call, winner: 0 | 1 | undefined): boolean {
  if (BUSINESS.has(call.code ?? '')) return true;
  return call.code === CONFLICT && winner !== undefined && winner !== call.body;
}

function compare(history: History, rows: readonly LedgerRow[]): string[] {
  const complaints: string[] = [];
  const posted = new Map<string, number>();
  for (const { transactionNo, points } of rows) {
    if (posted.has(transactionNo)) complaints.push(`transaction ${transactionNo} is there twice`);
    posted.set(transactionNo, points);
  }
  const owners = new Map<string, string>();
  for (const { intent, calls } of history.stories) {
    const answered = new Map(calls.flatMap((call) => call.transactions ?? []));
    for (const [transactionNo, points] of answered) {
      const owner = owners.get(transactionNo);
      if (owner !== undefined) complaints.push(`transaction ${transactionNo} answers ${owner} and ${intent.id}`);
      owners.set(transactionNo, intent.id);
      if (!posted.has(transactionNo)) complaints.push(`${intent.id} was acknowledged, but ${transactionNo} is missing`);
      else if (posted.get(transactionNo) !== points) complaints.push(`${transactionNo} has other points than answered`);
    }
  }
  for (const transactionNo of posted.keys()) {
    if (!owners.has(transactionNo)) complaints.push(`transaction ${transactionNo} is there, but nobody was told`);
  }
  return complaints;
}
