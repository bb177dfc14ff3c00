import type { Random } from './random.ts';

/**
 * An intent is one business fact under one key. It is sent once or several times, as it is or with another body under
 * the same key; whatever happens on the way, the ledger must end up with it once or not at all.
 */
export type Kind = 'event' | 'async' | 'grant' | 'deduct' | 'transfer' | 'hold' | 'capture' | 'release';

export interface Intent {
  id: string;
  kind: Kind;
  userId: string;
  path: string;
  /** The bodies under the key: the first as it was meant, the second an altered one. */
  bodies: [object, object];
}

const HOT = 'hot';
export const userOf = (place: number) => (place === 0 ? HOT : `user-${place}`);

export interface Makers {
  random: Random;
  /** A user, hot ones more often. */
  user: () => string;
  /** A number that no other intent has. */
  nextId: () => string;
}

/** What a worker does next; captures and releases follow from holds that were granted. */
export function nextIntent(makers: Makers, asyncShare: number): Intent {
  const { random } = makers;
  const dice = random.next();
  if (dice < 0.5) return event(makers, random.chance(asyncShare));
  if (dice < 0.62) return direct(makers, 'grant', 'grants', 1, 200);
  if (dice < 0.8) return direct(makers, 'deduct', 'deductions', 1, 300);
  if (dice < 0.9) return direct(makers, 'hold', 'holds', 1, 150);
  return transfer(makers);
}

export function event({ random, user, nextId }: Makers, isAsync: boolean): Intent {
  const id = nextId();
  const userId = user();
  const amount = random.between(100, 20_000);
  const bodyOf = (cents: number) => ({
    eventId: id,
    type: 'ORDER_COMPLETED',
    userId,
    occurredAt: new Date().toISOString(),
    data: { orderNo: id, currency: 'CNY', amount: cents },
  });
  const body = bodyOf(amount);
  const altered = { ...bodyOf(amount + 100), occurredAt: body.occurredAt };
  return { id, kind: isAsync ? 'async' : 'event', userId, path: '/api/v1/events', bodies: [body, altered] };
}

function direct({ random, user, nextId }: Makers, kind: Kind, route: string, min: number, max: number): Intent {
  const id = nextId();
  const userId = user();
  const body = { bizNo: id, points: random.between(min, max), reason: kind };
  const bodies: [object, object] = [body, { ...body, points: body.points + 1 }];
  return { id, kind, userId, path: `/api/v1/users/${userId}/${route}`, bodies };
}

function transfer({ random, user, nextId }: Makers): Intent {
  const id = nextId();
  const userId = user();
  let toUserId = user();
  if (toUserId === userId) toUserId = `${userId}-friend`;
  const body = { bizNo: id, toUserId, points: random.between(1, 100) };
  const bodies: [object, object] = [body, { ...body, points: body.points + 1 }];
  return { id, kind: 'transfer', userId, path: `/api/v1/users/${userId}/transfers`, bodies };
}

/** The end of a hold: some are captured, whole or in part, some let go. */
export function endOfHold(
  { random, nextId }: Makers,
  kind: 'capture' | 'release',
  hold: { userId: string; holdNo: string; points: number },
): Intent {
  const id = nextId();
  const path = `/api/v1/holds/${hold.holdNo}/${kind}`;
  const whole = { bizNo: id };
  if (kind === 'release') return { id, kind, userId: hold.userId, path, bodies: [whole, whole] };
  const part = { bizNo: id, points: random.between(1, hold.points) };
  return { id, kind, userId: hold.userId, path, bodies: random.chance(0.5) ? [whole, part] : [part, whole] };
}
