// A CPU profile as text: where the time goes by area and by function (self time), without any viewer.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Node {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
  children?: number[];
}

interface CpuProfile {
  nodes: Node[];
  samples: number[];
  timeDeltas: number[];
}

/** Which part of the program a frame belongs to; the first match counts. */
const AREAS: readonly [RegExp, string][] = [
  [/\(idle\)/, 'idle (waiting for the database)'],
  [/\(garbage collector\)/, 'garbage collection'],
  [/\(program\)|^ /, 'inside Node: sockets, event loop'],
  [/mysql2|sql-escaper|sqlstring|lru\.min/, 'database driver: escaping, packets, rows'],
  [/typeorm/, 'TypeORM'],
  [/node_modules\/(ajv|fast-deep-equal)|schema/, 'validation'],
  [/node_modules\/(fastify|@fastify|light-my|find-my-way|secure-json)/, 'Fastify'],
  [/node_modules\/@nestjs|rxjs/, 'Nest'],
  [/libs\/rules/, 'rules'],
  [/dist\/account/, 'account: ledger in memory and its rows'],
  [/dist\/event/, 'event: log and journal'],
  [/dist\/earning/, 'earning: intake'],
  [/dist\/platform/, 'platform: body, fingerprint, group commit'],
  [/dist\/identity/, 'identity'],
  [/node_modules/, 'other packages'],
  [/node:/, 'inside Node: sockets, event loop'],
];

/** Self time by area and by function of the largest profile in a folder. */
export function summarizeProfiles(folder: string): string {
  const profiles = readdirSync(folder)
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile);
  const largest = profiles.sort((a, b) => b.samples.length - a.samples.length)[0];
  return largest ? summaryOf(largest) : 'no profile was written';
}

function summaryOf({ nodes, samples, timeDeltas }: CpuProfile): string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const areas = new Map<string, number>();
  const functions = new Map<string, number>();
  let total = 0;
  // Loading the program is no part of the picture: it begins with the first event that comes in.
  const first = samples.findIndex((id) => byId.get(id)?.callFrame.functionName === 'parseBody');
  samples.forEach((id, i) => {
    const node = byId.get(id);
    if (!node || i < first) return;
    const micros = timeDeltas[i] ?? 0;
    const { functionName, url, lineNumber } = node.callFrame;
    const file = url.replace(/^.*\/(node_modules|apps|libs)\//, '$1/');
    const where = `${functionName || '(anonymous)'} ${file}${file ? `:${lineNumber + 1}` : ''}`;
    total += micros;
    add(functions, where, micros);
    add(
      areas,
      AREAS.find(([pattern]) => pattern.test(`${functionName} ${file}`))?.[1] ?? 'inside Node: built-in functions',
      micros,
    );
  });
  const share = ([name, micros]: [string, number]) => `${((100 * micros) / total).toFixed(1).padStart(6)} %  ${name}`;
  const sorted = (map: Map<string, number>) => [...map].sort((a, b) => b[1] - a[1]);
  return ['By area', ...sorted(areas).map(share), '', 'By function', ...sorted(functions).slice(0, 40).map(share)].join(
    '\n',
  );
}

function add(map: Map<string, number>, key: string, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}
