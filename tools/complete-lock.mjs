// node tools/complete-lock.mjs: enters what package-lock.json lacks. npm leaves optional packages out of it that the
// registry did not show (mirrors often carry those of some platforms only), and `npm ci` then refuses the whole file.
// Their exact versions stand in the packages that ask for them and their platform is their name; npm fetches them only
// on that platform, where it also enters the checksum that is missing here.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, repoRoot, say } from './lib/process.mjs';

const PLATFORM =
  /-(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-(.*))?$/;
const LIBC = { gnu: 'glibc', musl: 'musl' };
const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/** Where Node would find a package from a folder of the lock file, or undefined. */
function locate(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = `${folder && `${folder}/`}node_modules/${name}`;
    if (packages[path]) return path;
    if (!folder) return undefined;
  }
}

/**
 * The entries that a lock file's packages lack, by path. Only packages of one platform in an exact version can be
 * entered unseen.
 *
 * @param {Record<string, object>} packages of a package-lock.json
 * @returns {Record<string, object>}
 */
export function missingEntries(packages) {
  const missing = {};
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const platform = PLATFORM.exec(name);
      if (!platform || !EXACT.test(version) || locate(packages, path, name)) continue;
      const [, os, cpu, abi] = platform;
      const libc = LIBC[abi] ? { libc: [LIBC[abi]] } : {};
      missing[`node_modules/${name}`] = { version, cpu: [cpu], ...(dev && { dev }), ...libc, optional: true, os: [os] };
    }
  }
  return missing;
}

if (process.argv[1] === import.meta.filename) {
  const path = join(repoRoot, 'package-lock.json');
  const lock = readJson(path);
  const missing = missingEntries(lock.packages);
  const all = Object.entries({ ...lock.packages, ...missing });
  lock.packages = Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, 'en')));
  if (Object.keys(missing).length > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  say(`${Object.keys(missing).length} entries were missing.`);
}
