import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { missingEntries } from './complete-lock.mjs';

describe('packages that a lock file lacks', () => {
  const asks = (names: string[], version = '1.2.3') => ({
    optionalDependencies: Object.fromEntries(names.map((name) => [name, version])),
  });

  it('are entered with the platform that their name says', () => {
    const names = ['@x/core-darwin-arm64', 'y-linux-x64-musl', 'z-linux-arm-gnueabihf', '@x/core-win32-x64-msvc'];
    expect(missingEntries({ 'node_modules/x': { ...asks(names), dev: true } })).toEqual({
      'node_modules/@x/core-darwin-arm64': entry('darwin', 'arm64'),
      'node_modules/y-linux-x64-musl': { ...entry('linux', 'x64'), libc: ['musl'] },
      'node_modules/z-linux-arm-gnueabihf': entry('linux', 'arm'),
      'node_modules/@x/core-win32-x64-msvc': entry('win32', 'x64'),
    });
  });
  const entry = (os: string, cpu: string) => ({ version: '1.2.3', cpu: [cpu], dev: true, optional: true, os: [os] });

  it('are only those of one platform in an exact version that are nowhere on the way up', () => {
    const here = { version: '1.2.3' };
    const inner = 'node_modules/x/node_modules/y';
    const packages = {
      [inner]: asks(['a-linux-x64', 'b-linux-x64', 'fsevents']),
      'apps/z': asks(['c-linux-x64'], '^1'),
    };
    expect(Object.keys(missingEntries(packages))).toEqual(['node_modules/a-linux-x64', 'node_modules/b-linux-x64']);
    const more = { 'node_modules/a-linux-x64': here, 'node_modules/x/node_modules/b-linux-x64': here };
    expect(missingEntries({ ...packages, ...more })).toEqual({});
  });

  it('are none in ours, so that npm ci takes it', () => {
    const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8'));
    expect(missingEntries(lock.packages)).toEqual({});
  });
});
