// What the linter cannot see about the house: that the generated import rules are the ones of the table, that SQL stands
// only in repositories, and that pure code asks neither the clock nor chance. `--write` renews biome.boundaries.json.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { boundaryConfig } from './lib/boundaries.mjs';
import { repoRoot, say } from './lib/process.mjs';

const GENERATED = 'biome.boundaries.json';

/** A text that begins like a statement. What a person reads begins otherwise; SQL keywords are written large here. */
const SQL =
  /(['"`])\s*(SELECT|INSERT (IGNORE )?INTO|REPLACE INTO|UPDATE|DELETE FROM|CREATE TABLE|ALTER TABLE|DROP TABLE)\s/;
const IMPURE = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bprocess\.|\brandomBytes\(/;

/** A rule: which files (paths with `/`), what must not be found in a line of code, and why. */
export const RULES = [
  {
    applies: (path) => /^apps\/api\/src\//.test(path) && !/(\.repository\.ts$|\/platform\/|\/migrations\/)/.test(path),
    wrong: SQL,
    message: 'SQL stands only in *.repository.ts (and in platform/ and migrations/).',
  },
  {
    applies: (path) => /^apps\/api\/src\/[^/]+\/domain\//.test(path) || /^libs\/(contracts|rules)\/src\//.test(path),
    wrong: IMPURE,
    message: 'Pure code asks neither the clock, nor chance, nor the process: they are arguments.',
  },
];

const isComment = (line) => /^\s*(\/\/|\/?\*)/.test(line);

/**
 * The violations in one file.
 *
 * @param {string} path inside the repository, with `/`
 * @param {string} text
 * @returns {{path: string, line: number, message: string}[]}
 */
export function violationsOf(path, text) {
  if (!path.endsWith('.ts') || /\.(spec|e2e)\.ts$/.test(path) || path.includes('/testing/')) return [];
  const lines = text.split('\n');
  return RULES.filter((rule) => rule.applies(path)).flatMap(({ wrong, message }) =>
    lines.flatMap((line, index) => (wrong.test(line) && !isComment(line) ? [{ path, line: index + 1, message }] : [])),
  );
}

function* sourcesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourcesIn(path);
    else yield path;
  }
}

function main() {
  const overrides = boundaryConfig().overrides.map((override) => `  ${JSON.stringify(override)}`);
  const wanted = `{\n "overrides": [\n${overrides.join(',\n')}\n ]\n}\n`;
  const file = join(repoRoot, GENERATED);
  if (process.argv.includes('--write')) writeFileSync(file, wanted);
  const isFresh = existsSync(file) && readFileSync(file, 'utf8') === wanted;
  if (!isFresh)
    say(`${GENERATED} is not what tools/lib/boundaries.mjs says: run node tools/lint-boundaries.mjs --write`);
  const violations = ['apps/api/src', 'libs'].flatMap((folder) =>
    [...sourcesIn(join(repoRoot, folder))].flatMap((path) =>
      violationsOf(relative(repoRoot, path).split(sep).join('/'), readFileSync(path, 'utf8')),
    ),
  );
  for (const { path, line, message } of violations) say(`${path}:${line} ${message}`);
  if (violations.length > 0 || !isFresh) process.exitCode = 1;
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) main();
