import { readFileSync } from 'node:fs';

import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import type { Config } from '../../config/config.js';
import { withBodyForms } from '../bodies/body-forms.js';
import { addLinks } from './links.js';
import { describeBodies } from './request-bodies.js';

const PACKAGE = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
const { version: VERSION } = JSON.parse(PACKAGE) as { readonly version: string };

const DESCRIPTION = `
Manages people's faces in Amazon Rekognition collections without holding AWS credentials.

Names are AWS's, in camelCase. Every error is a problem document (RFC 9457): programs use its \`code\`, and its \`type\` is
the URL of a page of this service. Ignore members you do not know; new ones may be added at any time.

If a JSON object repeats a name, the last member counts. Operations that document no body ignore one: any body of a GET,
and up to 16 KiB on a DELETE. A request with more than one \`Host\` header is answered 400, and one with an \`Expect\`
header other than \`100-continue\` 417. Bytes that are not HTTP end the connection after earlier requests are answered.
`.trim();

interface Operation {
  readonly parameters?: readonly { readonly schema: object; readonly examples?: unknown }[];
}

/** Generates the OpenAPI document. Keys are sorted, so that the output is stable. */
export function createDocument(app: INestApplication, basePath: string): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('rekognition-facade')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .addServer(basePath === '' ? '/' : basePath)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'Demo key: `demo-key`.' }, 'apiKey')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'The same key, or a JWT from a configured issuer.' },
      'bearer',
    )
    .build();
  const document = SwaggerModule.createDocument(app, settings, { ignoreGlobalPrefix: true });
  addLinks(withBodyForms(document));
  moveExamples(document);
  describeBodies(document);
  return sorted(document) as OpenAPIObject;
}

/** Serves the document at `/openapi.json` and Swagger UI at `/docs`, with no requests to other hosts. */
export function serveDocument(
  app: INestApplication,
  document: OpenAPIObject,
  { production }: Pick<Config, 'production'>,
): void {
  SwaggerModule.setup('docs', app, document, {
    useGlobalPrefix: true,
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'rekognition-facade',
    swaggerOptions: {
      validatorUrl: null,
      // Browser storage keeps the key in plain text after the visit.
      persistAuthorization: !production,
      displayRequestDuration: true,
      tryItOutEnabled: true,
    },
  });
}

/** Moves parameters' examples into their schemas: beside the schema, OpenAPI requires named examples. */
function moveExamples({ paths }: OpenAPIObject): void {
  for (const parameter of operationsOf(paths).flatMap(({ parameters = [] }) => parameters)) {
    const { examples } = parameter;
    if (!Array.isArray(examples)) continue;
    Object.assign(parameter.schema, { examples });
    Reflect.deleteProperty(parameter, 'examples');
  }
}

function operationsOf(paths: OpenAPIObject['paths']): Operation[] {
  return Object.values(paths).flatMap((methods) => Object.values(methods) as Operation[]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
