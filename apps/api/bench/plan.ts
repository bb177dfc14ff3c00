// How much is measured. `--quick` only shows that every line comes out; `--full` grows the ledger to five million rows.
import { parseArgs } from 'node:util';

export interface Plan {
  name: 'quick' | 'default' | 'full';
  users: number;
  /** Transactions (each with its event) in the ledger before anything is measured. */
  baseTransactions: number;
  /** Transactions in the ledger for the second look at the batch route. */
  grownTransactions: number;
  /** How often everything is measured; the median is shown. */
  rounds: number;
  warmUpSeconds: number;
  seconds: number;
  /** Events whose statements are recorded and sent again without the application. */
  recordedEvents: number;
  /** Writes a CPU profile of the API under batches to this folder. */
  profileDir: string | undefined;
}

const SIZES = {
  quick: { users: 500, baseTransactions: 2_000, grownTransactions: 4_000, rounds: 1, warmUpSeconds: 0.1, seconds: 0.3 },
  default: {
    users: 20_000,
    baseTransactions: 100_000,
    grownTransactions: 1_000_000,
    rounds: 3,
    warmUpSeconds: 5,
    seconds: 4,
  },
  full: {
    users: 20_000,
    baseTransactions: 100_000,
    grownTransactions: 5_000_000,
    rounds: 3,
    warmUpSeconds: 5,
    seconds: 4,
  },
} as const;

export const USAGE = `npm run bench -- [--quick | --full] [--rounds N] [--seconds N] [--grown N] [--profile FOLDER]

Measures postings and events per second on a private database (or on the server named by BENCH_DATABASE_URL).
  --quick    a smoke run of some seconds: every line, no figure worth reading
  --full     grows the ledger to 5,000,000 transactions (some minutes and 10 GB of disk); else to 1,000,000
  --rounds   how often everything is measured; the median is shown (3)
  --seconds  how long each line is measured (4)
  --grown    another size of the grown ledger
  --profile  writes a CPU profile of the API under batches to a folder, and its summary`;

/** Reads the command line. Raises on options that do not exist; `help` asks for the usage. */
export function planOf(args: readonly string[]): Plan | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      full: { type: 'boolean' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      grown: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const name = values.quick ? 'quick' : values.full ? 'full' : 'default';
  const size = SIZES[name];
  return {
    name,
    ...size,
    rounds: numberOf(values.rounds, size.rounds),
    seconds: numberOf(values.seconds, size.seconds),
    grownTransactions: numberOf(values.grown, size.grownTransactions),
    recordedEvents: name === 'quick' ? 500 : 40_000,
    profileDir: values.profile,
  };
}

function numberOf(text: string | undefined, fallback: number): number {
  const value = Number(text ?? fallback);
  if (!(value > 0)) throw new Error(`not a number above zero: ${text}`);
  return value;
}
