// Builds the API and the console when their sources changed since the last build, and only then.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Plain, readJson, repoRoot, runInherited, say, writePrivate } from './process.mjs';

const stampFile = join(repoRoot, 'node_modules', '.cache', 'jifen-build.json');
const rootFiles = ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json'];

/** What a build is made of and what it makes. */
const targets = {
  api: {
    sources: ['libs/contracts', 'libs/rules', 'apps/api'],
    product: 'apps/api/dist',
    what: 'the API',
    program: ['node_modules/typescript/bin/tsc', '-b'],
    cwd: '.',
  },
  console: {
    sources: ['libs/contracts', 'libs/rules', 'apps/admin'],
    product: 'apps/admin/dist',
    what: 'the console',
    program: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    cwd: 'apps/admin',
    needs: 'apps/admin/index.html',
  },
};

const skipped = new Set(['node_modules', 'dist', 'coverage', 'e2e']);

function* filesUnder(path) {
  if (!existsSync(path)) return;
  const stat = statSync(path);
  if (!stat.isDirectory()) {
    yield [path, stat];
    return;
  }
  for (const name of readdirSync(path).sort()) {
    if (!skipped.has(name)) yield* filesUnder(join(path, name));
  }
}

/**
 * A fingerprint of files and folders by path, size and time of change; what is built, installed or only tested is left
 * out. Paths count from `root`, so that a moved checkout keeps its stamp.
 */
export function stampOf(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const [file, { size, mtimeMs }] of filesUnder(join(root, path))) {
      if (!/\.(spec|e2e)\.tsx?$/.test(file)) hash.update(`${file.slice(root.length)}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** Builds one target ('api' or 'console') if it is stale; throws a sentence when the build fails. */
export function buildIfStale(name) {
  const { sources, product, what, program, cwd, needs } = targets[name];
  if (needs && !existsSync(join(repoRoot, needs))) return;
  const stamp = stampOf(repoRoot, [...rootFiles, ...sources]);
  const stamps = readJson(stampFile) ?? {};
  if (stamps[name] === stamp && existsSync(join(repoRoot, product))) return;
  say(`Building ${what}.`);
  const code = runInherited(process.execPath, [join(repoRoot, program[0]), ...program.slice(1)], {
    cwd: join(repoRoot, cwd),
  });
  if (code !== 0) throw new Plain(`Building ${what} failed; the messages are above.`);
  writePrivate(stampFile, { ...readJson(stampFile), [name]: stamp });
}
