// Nest's own empty routes: the same Fastify adapter, nothing else. What an HTTP request costs before anybody does anything,
// without a body and with the body of an event, which is read and looked at by nobody.
import 'reflect-metadata';
import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createAdapter } from '../dist/platform/http-adapter.js';

class EmptyController {
  empty() {
    return { ok: true };
  }
  emptyPost(body: { eventId?: unknown }) {
    return { eventId: body.eventId };
  }
}
class EmptyModule {}

// Node strips types but knows no decorators, so they are applied by hand.
const methodOf = (name: string) =>
  Object.getOwnPropertyDescriptor(EmptyController.prototype, name) as PropertyDescriptor;
Get('empty')(EmptyController.prototype, 'empty', methodOf('empty'));
Post('empty')(EmptyController.prototype, 'emptyPost', methodOf('emptyPost'));
HttpCode(200)(EmptyController.prototype, 'emptyPost', methodOf('emptyPost'));
Body()(EmptyController.prototype, 'emptyPost', 0);
Controller()(EmptyController);
Module({ controllers: [EmptyController] })(EmptyModule);

const adapter = createAdapter({ bodyLimitBytes: 4 * 1024 * 1024, trustedProxies: undefined });
const app = await NestFactory.create(EmptyModule, adapter, { logger: false, bodyParser: false });
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT']), '127.0.0.1');
