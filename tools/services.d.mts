/** Options of a private server: `dir` holds its data, port and passwords. */
export interface ServerOptions {
  dir: string;
  profile?: 'main' | 'test';
  port?: number;
  program?: string;
}

interface PrivateServer {
  readonly dir: string;
  readonly port: number;
  readonly pid: number | undefined;
  readonly logFile: string;
  /** Settles when the server that runs now has ended. */
  readonly ended: Promise<unknown>;
  start(): Promise<this>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  destroy(): Promise<void>;
}

export interface MysqlOptions extends ServerOptions {
  database?: string;
  sizes?: { bufferPoolBytes: number; redoBytes: number };
}

/** A MariaDB or MySQL server of our own; `url` is root's and names no database. */
export class PrivateMysql implements PrivateServer {
  constructor(options: MysqlOptions);
  static program(): string | undefined;
  readonly dir: string;
  readonly port: number;
  readonly pid: number | undefined;
  readonly logFile: string;
  /** Settles when the server that runs now has ended. */
  readonly ended: Promise<unknown>;
  readonly database: string;
  readonly url: string;
  readonly adminUrl: string;
  readonly appUrl: string;
  start(): Promise<this>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  destroy(): Promise<void>;
}

/** A Redis or Valkey server of our own. */
export class PrivateRedis implements PrivateServer {
  constructor(options: ServerOptions);
  static program(): string | undefined;
  readonly dir: string;
  readonly port: number;
  readonly pid: number | undefined;
  readonly logFile: string;
  /** Settles when the server that runs now has ended. */
  readonly ended: Promise<unknown>;
  readonly url: string;
  start(): Promise<this>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  destroy(): Promise<void>;
}

export interface Services {
  databaseUrl: string;
  adminUrl: string;
  /** May create databases; names none. */
  rootUrl: string;
  redisUrl: string;
  mysql?: PrivateMysql;
  redis?: PrivateRedis;
  stop(): Promise<void>;
}

export function provision(options: {
  dir: string;
  profile?: 'main' | 'test';
  databaseUrl?: string;
  adminUrl?: string;
  redisUrl?: string;
}): Promise<Services>;

export function canInstallPackages(): boolean;
export function installPackages(packages: string[], why: string): void;
