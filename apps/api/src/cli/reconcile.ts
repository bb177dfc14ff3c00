import 'reflect-metadata';
import type { ReconciliationCheck, ReconciliationRunView } from '@jifen/contracts';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { NestLogger } from '../platform/nest-logger.js';
import { Reconciliation } from '../reconciliation/index.js';

/** `npm run reconcile`: checks the whole ledger and prints what each invariant found; exit code 1 when one is broken. */
export async function reconcile(say: (line: string) => void): Promise<number> {
  // Jobs and queues belong to the server.
  process.env['WORKER'] = 'off';
  const logger = new NestLogger(process.env['LOG_LEVEL'] ?? 'warn');
  const app = await NestFactory.createApplicationContext(AppModule, { logger, abortOnError: false });
  try {
    const run = await app.get(Reconciliation).runToEnd('system');
    for (const line of linesOf(run)) say(line);
    return run.status === 'PASSED' ? 0 : 1;
  } finally {
    await app.close();
  }
}

const SHOWN = 5;

/** A run as a table, with the first rows that break an invariant below it. */
export function linesOf(run: ReconciliationRunView): string[] {
  const width = Math.max(...run.checks.map((check) => check.name.length), 10);
  const rows = run.checks.map((check) => {
    return `${check.name.padEnd(width)}  ${stateOf(check).padEnd(7)}  ${String(check.violations).padStart(10)}`;
  });
  const samples = run.checks
    .filter((check) => check.violations > 0)
    .flatMap((check) => [
      '',
      `${check.name}:`,
      ...check.samples.slice(0, SHOWN).map((sample) => `  ${JSON.stringify(sample)}`),
    ]);
  const seconds = (Date.parse(run.finishedAt ?? run.startedAt) - Date.parse(run.startedAt)) / 1000;
  const end = `${run.status} in ${seconds.toFixed(1)} s (run ${run.runNo})`;
  return [`${'invariant'.padEnd(width)}  state    violations`, ...rows, ...samples, '', end];
}

function stateOf({ ok, violations }: ReconciliationCheck): string {
  if (!ok) return 'BROKEN';
  return violations > 0 ? 'late' : 'holds';
}

if (import.meta.main) {
  try {
    process.exitCode = await reconcile(console.log);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
