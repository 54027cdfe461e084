import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import type { Config } from '../../config/config.js';
import { withBodyForms } from '../bodies/body-forms.js';
import { addLinks } from './links.js';
import { describeBodies } from './request-bodies.js';

const DESCRIPTION = `
Manages people's faces in Amazon Rekognition collections without holding AWS credentials.

Names are AWS's, in camelCase. Every error is a problem (RFC 9457) whose \`code\` is for programs and whose \`type\` is a
page of this service. Members that an answer has and this document does not are to be ignored: changes are additive.

Of members with the same name in a JSON object the last one counts. A body is ignored where the operation documents
none: that of a GET, and that of a DELETE up to 16 KiB. A request with more than one \`Host\` is answered 400, and one with
an \`Expect\` other than \`100-continue\` 417. Bytes that are not HTTP end the connection; requests before them are
answered first.
`.trim();

interface Operation {
  readonly parameters?: readonly { readonly schema: object; readonly examples?: unknown }[];
}

/** The OpenAPI document of the application, made from its code. Keys are sorted, so that it changes only with it. */
export function createDocument(app: INestApplication, basePath: string): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('rekognition-facade')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addServer(basePath === '' ? '/' : basePath)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'On the demo: `demo-key`.' }, 'apiKey')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'The same key, or a token of an issuer (JWT).' },
      'bearer',
    )
    .build();
  const document = SwaggerModule.createDocument(app, settings, { ignoreGlobalPrefix: true });
  addLinks(withBodyForms(document));
  ownExamples(document);
  describeBodies(document);
  return sorted(document) as OpenAPIObject;
}

/** Serves the document at `/openapi.json` and Swagger UI, without any request to other hosts, at `/docs`. */
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
      // The browser's storage would hold the key in plain text beyond the visit.
      persistAuthorization: !production,
      displayRequestDuration: true,
      tryItOutEnabled: true,
    },
  });
}

/** Nest leaves the examples of a parameter's schema beside the schema, where they would have to have names. */
function ownExamples({ paths }: OpenAPIObject): void {
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
