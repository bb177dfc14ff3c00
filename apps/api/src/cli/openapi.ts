import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { createAdapter } from '../platform/http-adapter.js';
import { openApiDocument } from '../platform/openapi.js';

/** The document as it is checked in, beside the sources that it is made of. */
export const OPENAPI_FILE = fileURLToPath(new URL('../../openapi.json', import.meta.url));

/** The text of the document. Only the shape of the application is looked at, so it needs no database and no settings. */
export async function openApiText(): Promise<string> {
  const adapter = createAdapter({ bodyLimitBytes: 1024, trustedProxies: undefined });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, {
    preview: true,
    bodyParser: false,
    abortOnError: false,
    logger: ['error'],
  });
  return `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
}

if (import.meta.main) {
  writeFileSync(OPENAPI_FILE, await openApiText());
  console.log(`Written: ${OPENAPI_FILE}`);
}
