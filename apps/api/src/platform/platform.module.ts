import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ScheduleModule, SchedulerRegistry } from '@nestjs/schedule';
import { type Logger, pino } from 'pino';
import { AdminDatabase } from './admin-database.js';
import { Clock } from './clock.js';
import { type Config, loadConfig } from './config.js';
import { checkServer, openDatabase } from './connection.js';
import { Database } from './database.js';
import { FieldCipher } from './field-cipher.js';
import { HealthController } from './health.controller.js';
import { Ids } from './ids.js';
import { Jobs } from './jobs.js';
import { loggedError } from './logged-error.js';
import { Metrics } from './metrics.js';
import { Outbox } from './outbox.js';
import { ProgrammeSettings } from './programme.js';
import { Signals } from './signals.js';
import { CONFIG, LOGGER } from './tokens.js';

@Global()
@Module({
  imports: [ScheduleModule.forRoot()],
  controllers: [HealthController],
  providers: [
    AdminDatabase,
    Clock,
    Ids,
    Metrics,
    { provide: CONFIG, useFactory: () => loadConfig(process.env) },
    {
      provide: LOGGER,
      useFactory: (config: Config) => pino({ level: config.logLevel, serializers: { err: loggedError } }),
      inject: [CONFIG],
    },
    {
      provide: Database,
      useFactory: async (config: Config, logger: Logger) => {
        const database = await openDatabase(config.databaseUrl, config.databasePoolSize, logger);
        await checkServer(database.dataSource, logger);
        return database;
      },
      inject: [CONFIG, LOGGER],
    },
    { provide: FieldCipher, useFactory: (config: Config) => new FieldCipher(config.dataKey), inject: [CONFIG] },
    {
      provide: Jobs,
      useFactory: (config: Config, database: Database, clock: Clock, scheduler: SchedulerRegistry, logger: Logger) =>
        new Jobs(config, database, clock, scheduler, logger),
      inject: [CONFIG, Database, Clock, SchedulerRegistry, LOGGER],
    },
    {
      provide: Outbox,
      useFactory: (database: Database, jobs: Jobs, clock: Clock, ids: Ids, logger: Logger) =>
        new Outbox(database, jobs, clock, ids, logger),
      inject: [Database, Jobs, Clock, Ids, LOGGER],
    },
    { provide: Signals, useFactory: (config: Config) => new Signals(config), inject: [CONFIG] },
    {
      provide: ProgrammeSettings,
      useFactory: async (database: Database) => {
        const settings = new ProgrammeSettings(database);
        await settings.load();
        return settings;
      },
      inject: [Database],
    },
  ],
  exports: [
    AdminDatabase,
    Clock,
    Ids,
    Metrics,
    CONFIG,
    LOGGER,
    Database,
    FieldCipher,
    Jobs,
    Outbox,
    ProgrammeSettings,
    Signals,
  ],
})
export class PlatformModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    // Last of all: the modules above have drained what they were posting.
    await this.database.close().catch(() => undefined);
  }
}
