// Processor time of one event, by process. Steadier than the clock on a machine that does other things besides.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import type { Measured } from './load.ts';

/** Microseconds of processor time an event. */
export interface Cost {
  api: number;
  /** NaN where the database's process cannot be seen from here. */
  database: number;
  load: number;
}

/** Runs a load and divides what each process has spent meanwhile by what was answered as it should be. */
export async function costOf(
  { apiPid, databasePid }: { apiPid: number; databasePid: number | undefined },
  seconds: number,
  run: () => Promise<Measured>,
): Promise<Cost> {
  const spent = () => ({
    api: processorMicros(apiPid),
    database: databasePid === undefined ? Number.NaN : processorMicros(databasePid),
    load: processorMicros(process.pid),
  });
  const before = spent();
  const { perSecond } = await run();
  const after = spent();
  const each = (name: keyof Cost) => (after[name] - before[name]) / (perSecond * seconds);
  return { api: each('api'), database: each('database'), load: each('load') };
}

/** The database's process when it runs on this machine and we may ask. */
export async function databasePidOf(rootUrl: string): Promise<number | undefined> {
  const pool = createPool({ uri: rootUrl, connectionLimit: 1 });
  try {
    const [[row]] = await pool.query<RowDataPacket[]>('SELECT @@pid_file AS file');
    return Number(readFileSync(String(row?.['file']), 'utf8')) || undefined;
  } catch {
    return undefined;
  } finally {
    await pool.end();
  }
}

/** User and system time of a process so far (proc(5): fields 14 and 15 of stat, in clock ticks). */
function processorMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / ticksPerSecond;
}

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
