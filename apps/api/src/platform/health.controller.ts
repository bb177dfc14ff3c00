import { setTimeout as sleep } from 'node:timers/promises';
import { JifenError, LivenessView, ReadinessView } from '@jifen/contracts';
import { type BeforeApplicationShutdown, Controller, Get, Header, Inject } from '@nestjs/common';
import type { Config } from './config.js';
import { Database } from './database.js';
import { Endpoint } from './endpoint.js';
import { Jobs } from './jobs.js';
import { Metrics } from './metrics.js';
import { CONFIG } from './tokens.js';

const FOR_PROBES = 'probes and scrapers have no credentials; it tells nothing of the programme';

@Controller()
export class HealthController implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('health/live')
  @Endpoint({ summary: 'The process is alive', access: { public: FOR_PROBES }, answer: LivenessView })
  live(): LivenessView {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @Endpoint({
    summary: 'The process can serve requests',
    description: 'Redis may be away: posting goes on without it, so it does not count.',
    access: { public: FOR_PROBES },
    answer: ReadinessView,
    errors: ['SHUTTING_DOWN'],
  })
  async ready(): Promise<ReadinessView> {
    if (this.stopping) throw new JifenError('SHUTTING_DOWN');
    await this.database.rows('SELECT 1');
    const redis = this.jobs.redisReady;
    return { status: 'ok', redis: redis === undefined ? 'none' : redis ? 'ok' : 'away' };
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @Endpoint({
    summary: 'Metrics in Prometheus’ text format',
    access: { public: FOR_PROBES },
    answer: null,
    text: 'text/plain',
  })
  async scrape(): Promise<string> {
    return this.metrics.registry.metrics();
  }

  /** Before the port closes: first be seen as not ready, then give the load balancer time to look. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await sleep(this.config.shutdownDelayMs);
  }
}
