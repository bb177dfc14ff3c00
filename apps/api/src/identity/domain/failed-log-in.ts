/**
 * How failed log-ins come into the audit log without filling it. The first failure of somebody from some address leaves
 * an entry at once; those that follow are counted, and when the window is over one more entry says how many they were.
 * So a window has at most two entries for each place that is counted apart, and of those there are not many: past
 * `MOST_PLACES` all unknown e-mails are one, and an operator is one whatever the address.
 */
export const WINDOW_MS = 10 * 60_000;
export const MOST_PLACES = 100;

export type FailureAction = 'session.fail' | 'session.lock';

/** What is counted together. */
export interface FailurePlace {
  action: FailureAction;
  /** The operator, or the keyed hash of an e-mail that nobody has. */
  subject: string;
  /** Empty for any address. */
  address: string;
}

const OPERATOR = 'operator:';
const OTHERS = 'login:others';

export function operatorSubject(operatorId: string): string {
  return OPERATOR + operatorId;
}

/** `hash`: a keyed hash of the e-mail. */
export function unknownSubject(hash: Buffer): string {
  return `login:${hash.toString('hex').slice(0, 32)}`;
}

/** Where a failure is counted that has no place yet, while `places` are taken. */
export function newPlace(wanted: FailurePlace, places: number): FailurePlace {
  if (places < MOST_PLACES) return wanted;
  const subject = wanted.subject.startsWith(OPERATOR) ? wanted.subject : OTHERS;
  return { action: wanted.action, subject, address: '' };
}
