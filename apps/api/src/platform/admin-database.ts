import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { openDatabase } from './connection.js';
import type { Database } from './database.js';
import { CONFIG, LOGGER } from './tokens.js';

/** Connections of the user that may alter tables; opened for the moment, because they are seldom needed. */
@Injectable()
export class AdminDatabase {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Runs `work` as the admin user; answers undefined without calling it when no such user is configured. */
  async run<T>(work: (db: Database) => Promise<T>): Promise<T | undefined> {
    if (!this.config.databaseAdminUrl) return undefined;
    const database = await openDatabase(this.config.databaseAdminUrl, 1, this.logger);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }
}
