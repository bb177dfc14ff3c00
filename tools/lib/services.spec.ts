import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { localDir, runningEnvironment, secretsOf, takeFolder } from './local.mjs';
import { initSql, serverOptions, sizesFor } from './mysql.mjs';
import { redisConfig } from './redis.mjs';

const MIB = 1024 * 1024;

describe('the private database', () => {
  it('gives the buffer pool an eighth of the memory, between 256 MiB and 2 GiB, in whole MiB', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 42 }), (memoryBytes) => {
        const { bufferPoolBytes } = sizesFor('main', memoryBytes);
        expect(bufferPoolBytes).toBeGreaterThanOrEqual(256 * MIB);
        expect(bufferPoolBytes).toBeLessThanOrEqual(2048 * MIB);
        expect(bufferPoolBytes % MIB).toBe(0);
        if (bufferPoolBytes > 256 * MIB) expect(bufferPoolBytes).toBeLessThanOrEqual(memoryBytes / 8);
      }),
    );
  });

  it.each(['mariadb', 'mysql'])('is durable, isolated and local on %s', (flavour) => {
    const sizes = sizesFor('test', 0);
    const paths = { dataDir: '/d', tmpDir: '/t', socket: '/s', pidFile: '/p', initFile: '/i' };
    const options = serverOptions({ flavour, port: 1, direct: true, ...paths, ...sizes });
    expect(options).toEqual(
      expect.arrayContaining([
        '--bind-address=127.0.0.1',
        '--tmpdir=/t',
        '--innodb-flush-log-at-trx-commit=1',
        '--transaction-isolation=READ-COMMITTED',
        '--innodb-rollback-on-timeout=ON',
        '--innodb-lock-wait-timeout=3',
        '--default-time-zone=+00:00',
      ]),
    );
    expect(options.some((option: string) => option.includes('redo-log-capacity'))).toBe(flavour === 'mysql');
  });

  it('lets the application change rows of its schema only, and a name with an underscore is no pattern', () => {
    const passwords = { root: 'r', admin: 'a', app: 'p' };
    const sql = initSql({ flavour: 'mariadb', database: 'two_words', passwords });
    expect(sql).toContain("GRANT SELECT, INSERT, UPDATE, DELETE ON `two\\_words`.* TO 'jifen'@'127.0.0.1';");
    expect(sql).toContain('CREATE DATABASE IF NOT EXISTS `two_words`');
  });
});

describe('the private Redis', () => {
  it('never evicts, listens locally, and keeps its data only when told to', () => {
    const config = redisConfig({ port: 1, dir: '/d', password: 'secret', keep: true });
    expect(config).toContain('maxmemory-policy noeviction');
    expect(config).toContain('bind 127.0.0.1');
    expect(config).toContain('appendonly yes');
    expect(redisConfig({ port: 1, dir: '/d', password: 'secret', keep: false })).toContain('appendonly no');
  });
});

describe('the folder of a local programme', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'jifen-local-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is named by LOCAL_DIR, counted from the checkout', () => {
    expect(localDir({ LOCAL_DIR: '/data/jifen' })).toBe('/data/jifen');
    expect(localDir({ LOCAL_DIR: 'x' })).toBe(join(localDir({}), '..', 'x'));
  });

  it('keeps its secrets: 32 bytes each, readable by their owner only, the same at the next start', () => {
    const secrets: Record<string, string> = secretsOf(dir);
    expect(Object.keys(secrets)).toEqual(['JWT_SECRET', 'DATA_KEY']);
    for (const value of Object.values(secrets)) expect(Buffer.from(value, 'base64')).toHaveLength(32);
    expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(secretsOf(dir)).toEqual(secrets);
  });

  it('can be taken again after a start that died, and lends no environment of it', () => {
    // This process is alive, but it is no `npm start`: its number was used again.
    writeFileSync(join(dir, 'start.lock'), JSON.stringify({ pid: process.pid }));
    writeFileSync(join(dir, 'env.json'), JSON.stringify({ pid: process.pid, environment: { PORT: '1' } }));
    expect(() => takeFolder(dir)).not.toThrow();
    expect(runningEnvironment(dir)).toBeUndefined();
  });
});
