import { Injectable, type OnApplicationBootstrap, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ENDPOINT, type EndpointOptions } from '../platform/index.js';
import { accessFlaw } from './domain/allows.js';

export interface Route {
  method: string;
  /** With a leading slash and `:name` parameters. */
  path: string;
  handler: string;
  endpoint: EndpointOptions | undefined;
}

/**
 * Every route of the application as Nest knows it. One that does not say who may call it keeps the start from
 * happening.
 */
@Injectable()
export class Routes implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onApplicationBootstrap(): void {
    const flaws = this.list().flatMap(({ method, path, handler, endpoint }) => {
      const flaw = accessFlaw(endpoint?.access, path);
      return flaw ? [`${method} ${path} (${handler}) ${flaw}`] : [];
    });
    if (flaws.length > 0) throw new Error(`Routes without proper access: ${flaws.join('; ')}`);
  }

  list(): Route[] {
    return this.discovery.getControllers().flatMap(({ metatype, instance }) => {
      if (!metatype || !instance) return [];
      const prefixes = textsOf(Reflect.getMetadata(PATH_METADATA, metatype));
      const prototype: Record<string, object> = Object.getPrototypeOf(instance);
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name] as object;
        const verb: RequestMethod | undefined = Reflect.getMetadata(METHOD_METADATA, handler);
        if (verb === undefined) return [];
        const endpoint: EndpointOptions | undefined = Reflect.getMetadata(ENDPOINT, handler);
        const paths = textsOf(Reflect.getMetadata(PATH_METADATA, handler));
        const described = { method: RequestMethod[verb], handler: `${metatype.name}.${name}`, endpoint };
        return prefixes.flatMap((prefix) => paths.map((path) => ({ ...described, path: join(prefix, path) })));
      });
    });
  }
}

function textsOf(value: string | string[] | undefined): string[] {
  return value === undefined ? [''] : [value].flat();
}

function join(prefix: string, path: string): string {
  const parts = [...prefix.split('/'), ...path.split('/')].filter(Boolean);
  return `/${parts.join('/')}`;
}
