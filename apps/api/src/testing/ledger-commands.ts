import fc from 'fast-check';
import { type LedgerModel, Refused } from './ledger-model.js';
import { NEVER_DAY } from './ledger-model-lots.js';

/** What a sequence of the model tests is made of. Users are letters, holds are counted, days are relative. */
export type Command =
  | { do: 'earn'; user: string; wallet: string; points: number; validDays: number | null; delayDays: number }
  | { do: 'spend' | 'revoke' | 'clawback'; user: string; wallet: string; points: number }
  | { do: 'hold'; user: string; wallet: string; points: number; seconds: number }
  | { do: 'capture'; hold: number; percent: number | null }
  | { do: 'release'; hold: number }
  | { do: 'transfer'; user: string; to: string; wallet: string; points: number }
  | { do: 'use'; user: string; counter: string }
  | { do: 'freeze' | 'unfreeze' | 'close'; user: string }
  | { do: 'merge'; user: string; into: string };

/** Times that a counter of the tests may be used. */
export const MAX_USES = 3;
const HOUR_MS = 3_600_000;
/** Some are busier than others. */
const USERS = ['A', 'A', 'A', 'B', 'B', 'C', 'D'] as const;
const WALLETS = ['points', 'points', 'points', 'coins'] as const;

const user = fc.constantFrom(...USERS);
const wallet = fc.constantFrom(...WALLETS);
const points = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.integer({ min: 1, max: 500 }));
const holdNumber = fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 2 }) }, fc.nat({ max: 12 }));

const earn = fc.record({
  do: fc.constant('earn' as const),
  user,
  wallet,
  points: fc.oneof(points, fc.integer({ min: 20, max: 200 })),
  validDays: fc.option(fc.integer({ min: 0, max: 20 }), { freq: 4 }),
  delayDays: fc.constantFrom(0, 0, 0, 1, 2, 5),
});
const hold = fc.record({
  do: fc.constant('hold' as const),
  user,
  wallet,
  points,
  seconds: fc.oneof(fc.integer({ min: 60, max: 10 * 24 * 3600 }), fc.constantFrom(3600, 24 * 3600)),
});
const capture = fc.record({
  do: fc.constant('capture' as const),
  hold: holdNumber,
  percent: fc.option(fc.integer({ min: 1, max: 120 })),
});
/** Points to begin with: without any, most of what follows would only be refused. */
export const firstEarnings: fc.Arbitrary<Command[]> = fc.array(earn, { minLength: 3, maxLength: 6, size: 'max' });

const movement = <T extends string>(name: T) => fc.record({ do: fc.constant(name), user, wallet, points });
const change = <T extends string>(name: T) => fc.record({ do: fc.constant(name), user });

/** Any command, the usual ones more often. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: earn },
  { weight: 5, arbitrary: movement('spend') },
  { weight: 2, arbitrary: movement('revoke') },
  { weight: 3, arbitrary: movement('clawback') },
  { weight: 6, arbitrary: hold },
  { weight: 4, arbitrary: capture },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('release' as const), hold: holdNumber }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('transfer' as const), user, to: user, wallet, points }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('use' as const), user, counter: fc.constantFrom('daily', 'once') }),
  },
  { weight: 1, arbitrary: change('freeze') },
  { weight: 1, arbitrary: change('unfreeze') },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), user, into: user }) },
);
/** Also ends users for good, which leaves little to do: seldom. */
export const anyCommandOrClose: fc.Arbitrary<Command> = fc.oneof(
  { weight: 60, arbitrary: anyCommand },
  { weight: 1, arbitrary: change('close') },
);

/** How long until the next command: mostly not at all, sometimes across midnights. */
export const pauseMs: fc.Arbitrary<number> = fc.oneof(
  { weight: 14, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 6 * HOUR_MS }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 48 }).map((hours) => hours * HOUR_MS) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }).map((days) => days * 24 * HOUR_MS) },
);

/** Days of a lot that is earned now: its last one, and its first one when that is not today. */
export function lotDays(model: LedgerModel, { validDays, delayDays }: { validDays: number | null; delayDays: number }) {
  return {
    // The engine refuses points that would expire before their first day.
    lastDay: validDays === null ? NEVER_DAY : model.day(delayDays + validDays),
    firstDay: delayDays === 0 ? null : model.day(delayDays),
  };
}

/** How many points a capture asks for. */
export function capturedPoints(model: LedgerModel, hold: number, percent: number | null): number | undefined {
  if (percent === null) return undefined;
  return Math.max(1, Math.ceil(((model.holds[hold]?.points ?? 1) * percent) / 100));
}

/** Does a command in the model. Answers the code of the refusal, or null. */
export function applyToModel(model: LedgerModel, command: Command, nameOf: (letter: string) => string): string | null {
  try {
    run(model, command, nameOf);
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

function run(model: LedgerModel, command: Command, nameOf: (letter: string) => string): void {
  switch (command.do) {
    case 'earn': {
      const { lastDay, firstDay } = lotDays(model, command);
      model.earn(nameOf(command.user), command.wallet, command.points, lastDay, firstDay);
      break;
    }
    case 'spend':
    case 'revoke':
    case 'clawback':
      model[command.do](nameOf(command.user), command.wallet, command.points);
      break;
    case 'hold':
      model.hold(nameOf(command.user), command.wallet, command.points, command.seconds);
      break;
    case 'capture':
      model.capture(command.hold, capturedPoints(model, command.hold, command.percent));
      break;
    case 'release':
      model.release(command.hold);
      break;
    case 'transfer':
      model.transfer(nameOf(command.user), nameOf(command.to), command.wallet, command.points);
      break;
    case 'use':
      model.use(nameOf(command.user), command.counter, MAX_USES);
      break;
    case 'merge':
      model.merge(nameOf(command.user), nameOf(command.into));
      break;
    default:
      model[command.do](nameOf(command.user));
      break;
  }
}

/** The seed of a run: FC_SEED to repeat one, a new one otherwise. */
export function seedOf(env: NodeJS.ProcessEnv, freshSeed: number): number {
  const given = env['FC_SEED'];
  if (given === undefined || given === '') return freshSeed;
  if (!/^-?\d+$/.test(given)) throw new Error(`FC_SEED must be a whole number, not "${given}"`);
  return Number(given);
}

/** How many sequences to run: the variable's value or the usual number. */
export function sequencesOf(env: NodeJS.ProcessEnv, name: string, usual: number): number {
  const given = Number(env[name] || usual);
  if (!Number.isInteger(given) || given < 1)
    throw new Error(`${name} must be a whole number from 1, not "${env[name]}"`);
  return given;
}
