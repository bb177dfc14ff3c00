import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stampOf } from './build.mjs';

describe('the stamp of a build', () => {
  let root = '';
  const noon = new Date('2024-01-01T12:00:00Z');
  const write = (name: string, content: string, at = noon) => {
    const path = join(root, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    utimesSync(path, at, at);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'jifen-stamp-'));
    write('lib/src/a.ts', 'one');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('stays the same while nothing changes, and when only products or tests change', () => {
    const before = stampOf(root, ['lib']);
    write('lib/dist/a.js', 'built');
    write('lib/node_modules/x/index.js', 'installed');
    write('lib/src/a.spec.ts', 'tested');
    expect(stampOf(root, ['lib'])).toBe(before);
  });

  it('changes with a size, a time, a new file and a removed file', () => {
    const stamps = [stampOf(root, ['lib'])];
    write('lib/src/a.ts', 'three');
    stamps.push(stampOf(root, ['lib']));
    write('lib/src/a.ts', 'three', new Date('2024-01-02T12:00:00Z'));
    stamps.push(stampOf(root, ['lib']));
    write('lib/src/b.ts', 'more');
    stamps.push(stampOf(root, ['lib']));
    rmSync(join(root, 'lib/src/a.ts'));
    stamps.push(stampOf(root, ['lib']));
    expect(new Set(stamps).size).toBe(stamps.length);
  });

  it('does not mind a path that does not exist', () => {
    expect(stampOf(root, ['absent', 'lib'])).toBe(stampOf(root, ['lib']));
  });
});
