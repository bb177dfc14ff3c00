import { describe, expect, test } from '@jest/globals';
import { loadConfig } from './config.js';

const secret = Buffer.alloc(32, 7).toString('base64');
const needed = {
  DATABASE_URL: 'mysql://jifen:secret@127.0.0.1:3306/jifen',
  JWT_SECRET: secret,
  DATA_KEY: secret,
};

describe('configuration', () => {
  test('needs a database and secrets, and has defaults for the rest', () => {
    expect(loadConfig(needed)).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: needed.DATABASE_URL,
      databaseAdminUrl: undefined,
      redisUrl: undefined,
      worker: true,
      secureCookies: false,
      trustedProxies: undefined,
      shutdownDelayMs: 0,
    });
    expect(loadConfig({ ...needed, NODE_ENV: 'production' }).secureCookies).toBe(true);
    expect(loadConfig({ ...needed, NODE_ENV: 'production', SECURE_COOKIES: 'off' }).secureCookies).toBe(false);
    expect(loadConfig({ ...needed, WORKER: 'off', REDIS_URL: 'rediss://cache:6380/1' })).toMatchObject({
      worker: false,
      redisUrl: 'rediss://cache:6380/1',
    });
  });

  test.each([
    [{ DATABASE_URL: '' }, /DATABASE_URL is missing/],
    [{ DATABASE_URL: 'postgres://localhost/jifen' }, /DATABASE_URL must be a URL that starts with mysql:/],
    [{ DATABASE_URL: 'localhost' }, /DATABASE_URL must be a URL/],
    [{ REDIS_URL: 'http://localhost' }, /REDIS_URL must be a URL that starts with redis: or rediss:/],
    [{ PORT: '70000' }, /PORT must be a whole number from 0 to 65535, not "70000"/],
    [{ PORT: '3000a' }, /PORT must be a whole number/],
    [{ POSTING_LANES: '1.5' }, /POSTING_LANES must be a whole number/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be one of/],
    [{ JWT_SECRET: 'short' }, /JWT_SECRET must be at least 32 random bytes in base64/],
    [{ DATA_KEY: Buffer.alloc(33).toString('base64') }, /DATA_KEY must be 32 random bytes in base64/],
  ])('names what is wrong in %j', (wrong, message) => {
    expect(() => loadConfig({ ...needed, ...wrong })).toThrow(message);
  });

  test('never repeats a secret in its sentence', () => {
    expect(() => loadConfig({ ...needed, DATABASE_URL: 'postgres://u:hunter2@h/d' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });
});
