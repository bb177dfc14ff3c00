import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Config } from './config.js';
import { connectionOptions } from './connection.js';
import type { Queryable } from './database.js';
import { CONFIG } from './tokens.js';

/** Connections of the user that may alter tables; opened for the moment, because they are seldom needed. */
@Injectable()
export class AdminDatabase {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Runs `work` as the admin user; answers undefined without calling it when no such user is configured. */
  async run<T>(work: (db: Queryable) => Promise<T>): Promise<T | undefined> {
    if (!this.config.databaseAdminUrl) return undefined;
    const dataSource = new DataSource(connectionOptions(this.config.databaseAdminUrl, 1));
    await dataSource.initialize();
    try {
      return await work({
        rows: (sql, params = []) => dataSource.query(sql, [...params]),
        run: async (sql, params = []) => {
          const result = await dataSource.query<{ affectedRows: number }>(sql, [...params]);
          return result.affectedRows;
        },
      });
    } finally {
      await dataSource.destroy();
    }
  }
}
