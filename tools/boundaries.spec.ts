// A boundary that is not seen to bite is no boundary: each rule gets a violation planted into a copy of the house, and
// the linter has to find every one of them and nothing else.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { boundaryConfig, MAY_KNOW, MODULES } from './lib/boundaries.mjs';
import { RULES, violationsOf } from './lint-boundaries.mjs';

const BITING = new Set(['noRestrictedImports', 'noImportCycles']);
const ROOT = join(import.meta.dirname, '..');

interface Plant {
  path: string;
  text: string;
  /** What the linter calls it; undefined when it is allowed. */
  found?: 'noRestrictedImports' | 'noImportCycles';
}

const api = 'apps/api/src';
const importing = (source: string, name = 'thing') => {
  const [kind, bare = kind] = name.split(' ');
  if (kind === 'type') return `import type { ${bare} } from '${source}';\nexport type Use = ${bare};\n`;
  return `import { ${name} } from '${source}';\nexport const use = [${name}];\n`;
};
const forbidden = (path: string, source: string, name?: string): Plant => ({
  path,
  text: importing(source, name),
  found: 'noRestrictedImports',
});
const allowed = (path: string, source: string, name?: string): Plant => ({ path, text: importing(source, name) });

/** Every ordered pair of modules: allowed through index.ts or forbidden, and never allowed past it. */
const tiers: Plant[] = MODULES.flatMap((from) =>
  MODULES.filter((to) => to !== from).flatMap((to) => {
    const through = `../${to}/index.js`;
    const known = MAY_KNOW[from]?.includes(to);
    return [
      (known ? allowed : forbidden)(`${api}/${from}/to-${to}.ts`, through),
      forbidden(`${api}/${from}/into-${to}.ts`, `../${to}/${to}.js`),
      forbidden(`${api}/${from}/deep/into-${to}.ts`, `../../${to}/domain/thing.js`),
    ];
  }),
);

const plants: Plant[] = [
  ...tiers,
  forbidden(`${api}/account/typed.ts`, '../event/index.js', 'type Thing'),
  {
    path: `${api}/account/lazy.ts`,
    text: "export const use = import('../event/index.js');\n",
    found: 'noRestrictedImports',
  },
  { path: `${api}/account/again.ts`, text: "export * from '../event/index.js';\n", found: 'noRestrictedImports' },
  forbidden(`${api}/account/edge.ts`, '../app.module.js'),
  forbidden(`${api}/account/testing.ts`, '../testing/database.js'),
  forbidden(`${api}/account/orm.ts`, 'typeorm'),
  forbidden(`${api}/account/queue.ts`, 'bull'),
  forbidden(`${api}/account/forward.ts`, '@nestjs/common', 'forwardRef'),
  allowed(`${api}/account/nest.ts`, '@nestjs/common', 'Injectable'),
  allowed(`${api}/rule/in-a-thread.ts`, '../platform/thread.js'),
  forbidden(`${api}/rule/past-it.ts`, '../platform/session.js'),
  allowed(`${api}/platform/orm.ts`, 'typeorm'),
  allowed(`${api}/composition.ts`, './account/index.js'),
  forbidden(`${api}/composition-deep.ts`, './account/account.js'),
  forbidden(`${api}/cli/deep.ts`, '../account/account.js'),
  allowed(`${api}/account/domain/pure.ts`, '@jifen/rules'),
  allowed(`${api}/account/domain/value.ts`, '../../platform/index.js', 'type Principal'),
  forbidden(`${api}/account/domain/nest.ts`, '@nestjs/common', 'Injectable'),
  forbidden(`${api}/account/domain/orm.ts`, 'typeorm'),
  forbidden(`${api}/account/domain/database.ts`, '../../platform/index.js', 'Database'),
  forbidden(`${api}/account/domain/clock.ts`, '../../platform/index.js', 'Clock'),
  forbidden(`${api}/account/domain/up.ts`, '../account.js'),
  forbidden(`${api}/account/domain/node.ts`, 'node:fs'),
  allowed('libs/contracts/src/fine.ts', 'class-validator'),
  forbidden('libs/contracts/src/nest.ts', '@nestjs/swagger'),
  forbidden('libs/contracts/src/node.ts', 'node:crypto'),
  forbidden('libs/contracts/src/app.ts', '../../../apps/api/src/app.js'),
  forbidden('libs/rules/src/node.ts', 'node:crypto'),
  forbidden('libs/rules/src/app.ts', '../../../apps/api/src/app.js'),
  forbidden('libs/sdk/src/app.ts', '../../../apps/admin/src/app.js'),
  allowed('apps/admin/src/features/users/page.tsx', '../../shared/session.js'),
  forbidden('apps/admin/src/features/users/sideways.tsx', '../operators/page.js'),
  forbidden('apps/admin/src/features/users/server.tsx', '@jifen/api'),
  forbidden('apps/admin/src/shared/up.ts', '../features/users/page.js'),
  forbidden('apps/admin/src/server.ts', '../../api/src/app.js'),
  {
    path: `${api}/account/ring-a.ts`,
    text: `import { other } from './ring-b.js';\nexport const use = [other];\n`,
    found: 'noImportCycles',
  },
  {
    path: `${api}/account/ring-b.ts`,
    text: `import { other } from './ring-a.js';\nexport const use = [other];\n`,
    found: 'noImportCycles',
  },
  allowed(`${api}/account/account.db.spec.ts`, '../event/event.repository.js'),
];

describe('boundaries', () => {
  let dir: string;
  let found: Set<string>;

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'jifen-boundaries-'));
    for (const file of ['biome.json', 'biome.boundaries.json', '.gitignore']) cpSync(join(ROOT, file), join(dir, file));
    for (const { path, text } of plants) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    const biome = join(ROOT, 'node_modules/.bin/biome');
    const args = ['lint', '--reporter=json', '--max-diagnostics=none', '.'];
    const { stdout } = spawnSync(biome, args, { cwd: dir, encoding: 'utf8', maxBuffer: 100 * 1024 * 1024 });
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: { category: string; severity: string; location: { path: string | { file: string } } }[];
    };
    found = new Set(
      diagnostics.flatMap(({ category, location: { path } }) => {
        const file = typeof path === 'string' ? path : path.file;
        const rule = category.split('/').at(-1) ?? '';
        return BITING.has(rule) || category === 'parse' ? [`${file.replace(/^\.\//, '')} ${rule}`] : [];
      }),
    );
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test('every planted import is found, and nothing that is allowed', () => {
    const wanted = plants.flatMap(({ path, found: rule }) => (rule ? [`${path} ${rule}`] : []));
    expect(wanted.length).toBeGreaterThan(400);
    expect([...found].sort()).toEqual(wanted.sort());
  });

  test('the table lets tiers look down only', () => {
    const order = new Map(MODULES.map((name, index) => [name, index]));
    for (const [name, known] of Object.entries(MAY_KNOW))
      for (const other of known) expect(order.get(other)).toBeLessThan(order.get(name) ?? 0);
    expect(boundaryConfig().overrides.length).toBeGreaterThan(MODULES.length);
  });

  const planted: [string, string, string][] = [
    ['SQL in a facade', `${api}/account/account.ts`, 'await tx.rows(\n  `SELECT points FROM points_account`);'],
    ['SQL in a controller', `${api}/account/users.controller.ts`, "const sql = 'UPDATE points_user SET seq = 1';"],
    ['SQL in the domain', `${api}/account/domain/lots.ts`, 'run("INSERT IGNORE INTO outbox VALUES (1)");'],
    ['the clock in the domain', `${api}/account/domain/lots.ts`, 'const now = new Date();'],
    ['the clock in the engine', 'libs/rules/src/evaluate.ts', 'const startedAt = Date.now();'],
    ['chance in the engine', 'libs/rules/src/evaluate.ts', 'if (Math.random() < 0.5) return [];'],
    ['the environment in the contracts', 'libs/contracts/src/schema.ts', "const strict = process.env['STRICT'];"],
  ];
  test.each(planted)('%s is found', (_what, path, text) => {
    expect(violationsOf(path, `// first line\n${text}\n`)).toHaveLength(1);
  });

  test('what is right is left alone', () => {
    expect(violationsOf(`${api}/account/ledger.repository.ts`, 'run(`SELECT 1 FROM points_user`)')).toEqual([]);
    expect(violationsOf(`${api}/platform/outbox.ts`, "run('DELETE FROM outbox')")).toEqual([]);
    expect(violationsOf(`${api}/account/account.ts`, "summary: 'Select a user', // SELECT x FROM y")).toEqual([]);
    expect(
      violationsOf(`${api}/account/domain/lots.ts`, ' * Never `new Date()` here.\nconst at = new Date(now);'),
    ).toEqual([]);
    expect(violationsOf(`${api}/account/account.db.spec.ts`, "rows('SELECT 1 FROM x')")).toEqual([]);
    expect(RULES.length).toBe(2);
  });

  test('the house itself has none', () => {
    const script = join(ROOT, 'tools/lint-boundaries.mjs');
    const { status, stdout } = spawnSync(process.execPath, [script], { cwd: ROOT, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
