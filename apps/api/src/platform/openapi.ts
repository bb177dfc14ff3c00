import { contractClasses, schemaOf } from '@jifen/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The OpenAPI 3.1 document of the running application; the schemas are those that requests are checked with. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Jifen')
    .setDescription(
      'Points and rewards. Points are integers, money is integer minor units, times are RFC 3339. Every write carries ' +
        'a business key: the same request again gets the first answer again, another request under the same key ' +
        'gets 409. Errors are RFC 9457 problem details with a stable `code`.',
    )
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'API key, user token or operator session' }, 'bearer')
    .build();
  const document = SwaggerModule.createDocument(app, builder, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  const schemas: Record<string, object> = {};
  for (const [name, type] of [...contractClasses()].sort(([a], [b]) => (a < b ? -1 : 1)))
    schemas[name] = schemaOf(type);
  document.components = { ...document.components, schemas: schemas as never };
  return document;
}

/** Serves the document at /api/openapi.json and for people at /api/docs. Built at the first request, not at the start. */
export function serveOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app), { jsonDocumentUrl: 'api/openapi.json' });
}
