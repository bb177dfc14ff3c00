import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { ConsoleFallbackFilter } from './platform/console-fallback.filter.js';
import { createAdapter } from './platform/http-adapter.js';
import { CONFIG, type Config, LOGGER, loadConfig, Metrics, ProblemFilter } from './platform/index.js';
import { NestLogger } from './platform/nest-logger.js';
import { serveOpenApi } from './platform/openapi.js';
import { securityHeaders } from './platform/security-headers.js';
import { ContractPipe } from './platform/validation.js';

/**
 * Builds the whole HTTP application without listening: the API under /api/v1, its document under /api, probes, and
 * the console as static files. Raises when the environment or the database is not as it must be.
 */
export async function createApp(config: Config = loadConfig(process.env)): Promise<NestFastifyApplication> {
  const adapter = createAdapter(config);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(config.logLevel),
  });
  const logger = app.get<Logger>(LOGGER);
  const metrics = app.get(Metrics);
  app.useGlobalPipes(new ContractPipe());
  app.useGlobalFilters(new ProblemFilter(logger), new ConsoleFallbackFilter(config.adminDist, logger));
  app.enableShutdownHooks();
  const fastify = app.getHttpAdapter().getInstance();
  const secure = await securityHeaders();
  fastify.addHook('onSend', async (request, reply) => {
    reply.headers(secure);
    reply.header('X-Trace-Id', request.id);
    if (request.url.startsWith('/api/')) reply.header('Cache-Control', 'no-store');
  });
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.request(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
  });
  serveOpenApi(app);
  if (config.adminDist) await serveConsole(app, config.adminDist);
  return app;
}

async function serveConsole(app: NestFastifyApplication, folder: string): Promise<void> {
  await app.register(
    fastifyStatic as never,
    {
      root: resolve(folder),
      wildcard: false,
      index: 'index.html',
      setHeaders: (reply: { header(name: string, value: string): unknown }, path: string) => {
        // Built assets carry a hash of their content in the name; the page that names them must always be fresh.
        const hashed = /[\\/]assets[\\/]/.test(path);
        reply.header('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    } as never,
  );
}

export { CONFIG };
