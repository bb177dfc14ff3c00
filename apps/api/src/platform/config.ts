/** The environment, parsed once and typed. A wrong value ends the start with a sentence that names it. */
export interface Config {
  port: number;
  host: string;
  databaseUrl: string;
  databaseAdminUrl: string | undefined;
  databasePoolSize: number;
  redisUrl: string | undefined;
  /** Prefix of every Redis key, so that several programmes can share one Redis. */
  redisPrefix: string;
  /** Signs the tokens of operators and users (HS256). */
  jwtSecret: Uint8Array;
  /** 32 bytes; encrypts personal data (AES-256-GCM). */
  dataKey: Buffer;
  /** Folder of the built console; not served when undefined. */
  adminDist: string | undefined;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** Concurrent posting transactions of this process. */
  postingLanes: number;
  /** Most requests one posting transaction takes. */
  postingSetSize: number;
  bodyLimitBytes: number;
  /** Runs the background jobs and queue consumers in this process. */
  worker: boolean;
  /** Console cookies carry Secure. */
  secureCookies: boolean;
  /** How long to answer on after readiness has begun to fail, so that load balancers send nobody here any more. */
  shutdownDelayMs: number;
  /** Addresses or networks of our own proxies, whose X-Forwarded-For is believed. Nobody's when undefined. */
  trustedProxies: string | undefined;
  /** Failed requests without valid credentials that one address may make a minute. */
  loginAttemptsPerMinute: number;
  /** Whole months after which the ledger's rows move into the archive; 0 is never. */
  ledgerRetentionMonths: number;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

class ConfigError extends Error {}

/** Reads the configuration. Raises an Error whose message names the variable and what it must be. */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const production = env['NODE_ENV'] === 'production';
  return {
    port: integer(env, 'PORT', 3000, 0, 65_535),
    host: env['HOST'] ?? '127.0.0.1',
    databaseUrl: url(env, 'DATABASE_URL', 'mysql:'),
    databaseAdminUrl: env['DATABASE_ADMIN_URL'] ? url(env, 'DATABASE_ADMIN_URL', 'mysql:') : undefined,
    databasePoolSize: integer(env, 'DATABASE_POOL_SIZE', 20, 2, 500),
    redisUrl: env['REDIS_URL'] ? url(env, 'REDIS_URL', 'redis:', 'rediss:') : undefined,
    redisPrefix: env['REDIS_PREFIX'] ?? 'jifen',
    jwtSecret: secret(env, 'JWT_SECRET'),
    dataKey: secret(env, 'DATA_KEY', 32),
    adminDist: env['ADMIN_DIST'] || undefined,
    logLevel: oneOf(env, 'LOG_LEVEL', LOG_LEVELS, 'info'),
    postingLanes: integer(env, 'POSTING_LANES', 2, 1, 32),
    postingSetSize: integer(env, 'POSTING_SET_SIZE', 512, 1, 4096),
    bodyLimitBytes: integer(env, 'BODY_LIMIT_BYTES', 4 * 1024 * 1024, 1024, 64 * 1024 * 1024),
    worker: env['WORKER'] !== 'off',
    secureCookies: env['SECURE_COOKIES'] ? env['SECURE_COOKIES'] === 'on' : production,
    shutdownDelayMs: integer(env, 'SHUTDOWN_DELAY_MS', 0, 0, 60_000),
    trustedProxies: env['TRUSTED_PROXIES'] || undefined,
    loginAttemptsPerMinute: integer(env, 'LOGIN_ATTEMPTS_PER_MINUTE', 30, 1, 100_000),
    ledgerRetentionMonths: retentionMonths(env),
  };
}

/** `LEDGER_RETENTION_MONTHS`, for commands that need nothing else. Raises like `loadConfig`. */
export function retentionMonths(env: NodeJS.ProcessEnv): number {
  return integer(env, 'LEDGER_RETENTION_MONTHS', 25, 0, 1_200);
}

function integer(env: NodeJS.ProcessEnv, name: string, fallback: number, min: number, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}, not "${text}"`);
  }
  return value;
}

function oneOf<T extends string>(env: NodeJS.ProcessEnv, name: string, values: readonly T[], fallback: T): T {
  const text = env[name];
  if (!text) return fallback;
  const value = values.find((candidate) => candidate === text);
  if (!value) throw new ConfigError(`${name} must be one of ${values.join(', ')}, not "${text}"`);
  return value;
}

function url(env: NodeJS.ProcessEnv, name: string, ...protocols: string[]): string {
  const text = env[name];
  if (!text) throw new ConfigError(`${name} is missing: give it as ${protocols[0]}//user:password@host:port/name`);
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (!parsed || !protocols.includes(parsed.protocol)) {
    throw new ConfigError(`${name} must be a URL that starts with ${protocols.join(' or ')}//`);
  }
  return text;
}

function secret(env: NodeJS.ProcessEnv, name: string, bytes?: number): Buffer {
  const value = Buffer.from(env[name] ?? '', 'base64');
  if (value.length < 32 || (bytes && value.length !== bytes)) {
    throw new ConfigError(`${name} must be ${bytes ? '' : 'at least '}32 random bytes in base64`);
  }
  return value;
}
