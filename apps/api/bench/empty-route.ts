// Nest's own empty route: the same Fastify adapter, nothing else. What an HTTP request costs before anybody does anything.
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createAdapter } from '../dist/platform/http-adapter.js';

class EmptyController {
  empty() {
    return { ok: true };
  }
}
class EmptyModule {}

// Node strips types but knows no decorators, so they are applied by hand.
const method = Object.getOwnPropertyDescriptor(EmptyController.prototype, 'empty') as PropertyDescriptor;
Get('empty')(EmptyController.prototype, 'empty', method);
Controller()(EmptyController);
Module({ controllers: [EmptyController] })(EmptyModule);

const adapter = createAdapter({ bodyLimitBytes: 4 * 1024 * 1024, trustedProxies: undefined });
const app = await NestFactory.create(EmptyModule, adapter, { logger: false, bodyParser: false });
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT']), '127.0.0.1');
