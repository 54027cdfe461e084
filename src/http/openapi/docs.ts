import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Config } from '../../config/config.js';
import { Failure } from '../../failures/failure.js';
import { operationsOf, type Response } from './document-parts.js';

/** Wide tables and long paths must not make the page wider than a phone. */
const CSS = `
.swagger-ui .topbar { display: none }
@media (max-width: 640px) {
  .swagger-ui .wrapper { padding: 0 8px }
  .swagger-ui .scheme-container .schemes { flex-wrap: wrap }
  .swagger-ui .opblock .opblock-summary-path { max-width: none; word-break: break-word }
  .swagger-ui .opblock .opblock-summary-description { flex-basis: 100% }
  .swagger-ui .opblock-summary, .swagger-ui .opblock-summary-control { flex-wrap: wrap }
  .swagger-ui table, .swagger-ui tbody, .swagger-ui tr, .swagger-ui td { display: block; width: auto }
  .swagger-ui table thead { display: none }
  .swagger-ui .parameters-col_description input, .swagger-ui .parameters-col_description select { width: 100%; max-width: none }
  .swagger-ui .opblock-body pre, .swagger-ui .markdown code { white-space: pre-wrap; word-break: break-word }
}
`;

/** What `npm run openapi` writes. Generating it took a fifth of the start. */
const FILE = join(import.meta.dirname, '../../../openapi/openapi.json');
/** Links to pages of problems, in descriptions and examples. */
const PROBLEM_PAGE = /(?<=["(])\/problems\//g;

/** Of Swagger UI's answers. Fastify adds the others. */
const PAGE_HEADERS = ['content-type', 'cache-control', 'etag', 'last-modified', 'accept-ranges', 'content-range'];

export interface DocsSettings extends Pick<Config, 'production' | 'basePath'> {
  /** Added to the description of API keys, such as the demo's key. */
  readonly keyHint: string;
}

/** Serves the document at `/openapi.json` and Swagger UI at `/docs`, with no requests to other hosts. */
export function serveDocument(app: NestFastifyApplication, { production, basePath, keyHint }: DocsSettings): void {
  let document: OpenAPIObject | undefined;
  const read = (): OpenAPIObject => (document ??= readDocument(basePath, keyHint));
  serveJson(app, `${basePath}/openapi.json`, read);
  app.getHttpAdapter().get(basePath === '' ? '/' : basePath, (_request: FastifyRequest, reply: FastifyReply) =>
    reply.redirect(`${basePath}/docs`),
  );
  let ui: Promise<NestFastifyApplication> | undefined;
  const showUi = async ({ url, headers }: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    ui ??= createUi(`${basePath}/docs`, read(), production).catch((thrown: unknown) => {
      ui = undefined;
      throw thrown;
    });
    const app = await ui;
    const page = await app.inject({ url, headers });
    if (page.statusCode === 404) throw new Failure('route-not-found');
    for (const name of PAGE_HEADERS) if (name in page.headers) void reply.header(name, page.headers[name]);
    return reply.status(page.statusCode).send(page.rawPayload);
  };
  for (const path of ['/docs', '/docs/*']) app.getHttpAdapter().get(basePath + path, showUi);
}

@Module({})
class UiModule {}

/** Swagger UI in an application of its own, which is built with the first request for it: that took 60 ms of the start. */
async function createUi(path: string, document: OpenAPIObject, production: boolean): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(UiModule, new FastifyAdapter(), { abortOnError: false });
  SwaggerModule.setup(path, app, forSwaggerUi(document), {
    raw: false,
    customSiteTitle: 'rekognition-facade',
    customCss: CSS,
    swaggerOptions: {
      validatorUrl: null,
      // Browser storage keeps the key in plain text after the visit.
      persistAuthorization: !production,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      filter: true,
      deepLinking: true,
      defaultModelsExpandDepth: 0,
    },
  });
  return app.init();
}

function readDocument(basePath: string, keyHint: string): OpenAPIObject {
  const text = readFileSync(FILE, 'utf8').replaceAll(PROBLEM_PAGE, `${basePath}/problems/`);
  const document = JSON.parse(text) as OpenAPIObject;
  if (basePath !== '') document.servers = [{ url: basePath }];
  const { apiKey } = document.components?.securitySchemes ?? {};
  if (apiKey !== undefined && 'description' in apiKey) apiKey.description += keyHint;
  return document;
}

/** Compressed once, at first use: the document never changes while the process runs. */
function serveJson(app: NestFastifyApplication, path: string, read: () => OpenAPIObject): void {
  let served: ReturnType<typeof forms> | undefined;
  app.getHttpAdapter().get(path, ({ headers }: FastifyRequest, reply: FastifyReply) => {
    const { plain, zipped, etag } = (served ??= forms(read()));
    const isZipped = acceptsGzip(headers['accept-encoding']);
    const tag = isZipped ? etag.replace(/"$/, '-gzip"') : etag;
    void reply.headers({ ETag: tag, Vary: 'Accept-Encoding', 'Cache-Control': 'no-cache' });
    if (isKnown(headers['if-none-match'], tag)) return reply.status(304).send();
    if (isZipped) void reply.header('Content-Encoding', 'gzip');
    return reply.type('application/json; charset=utf-8').send(isZipped ? zipped : plain);
  });
}

function forms(document: OpenAPIObject): { readonly plain: Buffer; readonly zipped: Buffer; readonly etag: string } {
  const plain = Buffer.from(JSON.stringify(document));
  const etag = `"${createHash('sha256').update(plain).digest('base64url')}"`;
  return { plain, zipped: gzipSync(plain), etag };
}

function acceptsGzip(accepted: string | string[] = ''): boolean {
  const codings = String(accepted).toLowerCase().split(',').map((coding) => coding.trim());
  const gzip = codings.find((coding) => /^(x-)?gzip\b/.test(coding)) ?? codings.find((coding) => /^\*/.test(coding));
  return gzip !== undefined && !/;\s*q=0(\.0*)?$/.test(gzip);
}

/** `If-None-Match` compares weakly (RFC 9110, section 13.1.2). */
function isKnown(known: string | undefined, etag: string): boolean {
  return (known ?? '').split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
}

/**
 * The document for Swagger UI. Problem responses are reduced to their description, whose links lead to pages with
 * examples. Forms keep their images only: Swagger UI would send samples of all options as if they had been chosen, and
 * offers the options as query parameters already.
 */
function forSwaggerUi(document: OpenAPIObject): OpenAPIObject {
  const responses = (document.components?.responses ?? {}) as Record<string, Response>;
  const short = Object.entries(responses).map(([name, { description }]) => [name, { description }] as const);
  const copy = structuredClone(document);
  for (const { requestBody } of operationsOf(copy)) {
    const { properties = {}, required = [] } = requestBody?.content['multipart/form-data']?.schema ?? {};
    for (const name of Object.keys(properties)) if (!required.includes(name)) Reflect.deleteProperty(properties, name);
  }
  return { ...copy, components: { ...copy.components, responses: Object.fromEntries(short) } };
}
