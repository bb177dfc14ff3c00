import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Endpoint } from '../platform/index.js';
import { Routes } from './routes.js';

@Controller('things')
class Decent {
  @Get(':thingId/parts')
  @Endpoint({ summary: 'Parts', access: { operator: true }, answer: null })
  parts(): void {}
}

@Controller()
class Careless {
  @Post('open/door')
  door(): void {}
}

const moduleWith = (...controllers: (typeof Decent | typeof Careless)[]) =>
  Test.createTestingModule({ imports: [DiscoveryModule], controllers, providers: [Routes] }).compile();

test('routes are listed as they are served', async () => {
  const module = await moduleWith(Decent);
  await module.init();
  const [route] = module.get(Routes).list();
  expect(route).toMatchObject({ method: 'GET', path: '/things/:thingId/parts', handler: 'Decent.parts' });
});

test('a route that does not say who may call it keeps the application from starting', async () => {
  const module = await moduleWith(Decent, Careless);
  await expect(module.init()).rejects.toThrow('POST /open/door (Careless.door) has no @Endpoint');
});
