import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ArgumentsHost, Catch, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ProblemFilter } from './problem.filter.js';

/**
 * Deep links into the console (`/users/17850`) are pages of one document: an unknown path outside the API that a
 * browser asks for gets index.html, everything else its 404.
 */
@Catch(NotFoundException)
export class ConsoleFallbackFilter extends ProblemFilter {
  private readonly page: string | undefined;

  constructor(folder: string | undefined, logger: Logger) {
    super(logger);
    this.page = folder ? readFileSync(join(folder, 'index.html'), 'utf8') : undefined;
  }

  override catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const path = request.url.split('?')[0] ?? '';
    // A user id may hold a dot, so a dot does not make a file; what asks for a file does not ask for HTML.
    const isPage = !/^\/(api|health|metrics|assets)(\/|$)/.test(path);
    const wanted = request.headers.accept?.includes('text/html') ?? false;
    if (!this.page || !isPage || !wanted || !['GET', 'HEAD'].includes(request.method)) {
      super.catch(thrown, host);
      return;
    }
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    reply.status(200).type('text/html; charset=utf-8').header('Cache-Control', 'no-cache').send(this.page);
  }
}
