import { randomBytes } from 'node:crypto';
import { type Config, loadConfig } from '../platform/config.js';

/** A configuration for specs: secrets of the moment, silent logs, the servers of TEST_DATABASE_URL and TEST_REDIS_URL. */
export function testConfig(overrides: Partial<Config> = {}): Config {
  const config = loadConfig({
    DATABASE_URL: process.env['TEST_DATABASE_URL'] ?? 'mysql://nobody@127.0.0.1:1/none',
    REDIS_URL: process.env['TEST_REDIS_URL'],
    REDIS_PREFIX: `jifen-test-${process.env['JEST_WORKER_ID'] ?? 1}-${randomBytes(4).toString('hex')}`,
    JWT_SECRET: randomBytes(32).toString('base64'),
    DATA_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
    PORT: '0',
  });
  return { ...config, ...overrides };
}
