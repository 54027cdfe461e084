import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { DEMO_TENANT } from '../../src/demo/demo-tenant.js';
import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { problemCodesOf, ROUTES } from '../harness/document.js';
import { TestEngine } from '../harness/engine.js';

const TEXT = readFileSync('openapi/openapi.json', 'utf8');
const ACME = tenant('acme');

interface Committed {
  readonly info: { version: string; license: object; contact: object };
  readonly tags: readonly { name: string; description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, { responses: Record<string, object> }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const DOCUMENT = JSON.parse(TEXT) as Committed;

/** Every member of the document with a name. */
function membersNamed(name: string): unknown[] {
  const found: unknown[] = [];
  JSON.parse(TEXT, (key, value: unknown) => {
    if (key === name) found.push(value);
    return value;
  });
  return found;
}

describe('the committed document', () => {
  it('describes each problem response, example and header once', () => {
    const responses = Object.values(DOCUMENT.paths)
      .flatMap((methods) => Object.values(methods))
      .flatMap((operation) => Object.entries(operation.responses));
    const inline = responses.filter(([status, response]) => Number(status) >= 400 && !('$ref' in response));
    expect(inline).toEqual([]);
    const operations = Object.values(DOCUMENT.paths).flatMap((methods) => Object.keys(methods)).length;
    expect(Buffer.byteLength(TEXT) / operations).toBeLessThan(11_000);
    expect(TEXT.split('\n').length / operations).toBeLessThan(350);
  });

  it('has the version of the package, a licence and a contact', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(DOCUMENT.info).toMatchObject({
      version,
      license: { identifier: 'Apache-2.0' },
      contact: { name: expect.any(String) },
    });
  });

  it('describes each of its tags, starting with the faces of a user', () => {
    const used = new Set(membersNamed('tags').filter(Array.isArray).flat().filter((tag) => typeof tag === 'string'));
    expect(DOCUMENT.tags.map(({ name }) => name).sort()).toEqual([...used].sort());
    expect(DOCUMENT.tags.filter(({ description }) => !/^[A-Z].{20,}\.$/.test(description))).toEqual([]);
    expect(DOCUMENT.tags[0]?.name).toBe('user faces');
  });

  it('mentions no host, port or key of the demo', () => {
    expect(TEXT.match(/127\.0\.0\.1|localhost|:3000|demo-key/g)).toBeNull();
  });

  it('holds only patterns that compile without the u flag', () => {
    const patterns = membersNamed('pattern').filter((value) => typeof value === 'string');
    expect(patterns.length).toBeGreaterThan(5);
    expect(patterns.filter((pattern) => /\\[pP]\{|\(\?/.test(pattern))).toEqual([]);
    for (const pattern of patterns) expect(() => new RegExp(pattern)).not.toThrow();
  });

  it('combines schemas only for the codes of problems', () => {
    const { schemas } = DOCUMENT.components;
    const combined = Object.keys(schemas).filter((name) => /"(allOf|oneOf|anyOf)"/.test(JSON.stringify(schemas[name])));
    expect(combined.filter((name) => !name.endsWith('Problem'))).toEqual([]);
  });

  it('declares whole numbers as integers', () => {
    const { schemas } = DOCUMENT.components;
    const counts = { Problem: 'status', GetUserResponse: 'faceCount', DescribeCollectionResponse: 'userCount' };
    for (const [schema, name] of Object.entries(counts))
      expect(schemas[schema]).toHaveProperty(`properties.${name}.type`, 'integer');
    expect(schemas['GetUserResponse']).toHaveProperty('properties.userStatus.type', ['string', 'null']);
  });

  it('requires a body and its face ids if nothing else can contain them', () => {
    for (const operationId of ['disassociateFacesByPost', 'deleteFacesByPost', 'associateFaces']) {
      const route = ROUTES.find((each) => each.operationId === operationId);
      const { $ref = '' } = route?.requestBody?.content['application/json']?.schema ?? {};
      expect([operationId, route?.requestBody?.required]).toEqual([operationId, true]);
      expect(DOCUMENT.components.schemas[$ref.split('/').pop() ?? '']).toHaveProperty('required', ['faceIds']);
    }
  });

  it('types the lists of a strict 409 as those of the 200', () => {
    const strict = ROUTES.filter(
      (route) => problemCodesOf(route).includes('unsuccessful-faces') && '200' in route.responses,
    );
    for (const { operationId, responses } of strict) {
      const schemaOf = (status: number, type: string): { properties?: object; allOf?: { properties?: object }[] } => {
        const { $ref = '' } = responses[status]?.content?.[type]?.schema ?? {};
        return DOCUMENT.components.schemas[$ref.split('/').pop() ?? ''] ?? {};
      };
      const { properties: lists = {} } = schemaOf(200, 'application/json');
      const [, added] = schemaOf(409, 'application/problem+json').allOf ?? [];
      expect([operationId, added?.properties]).toEqual([operationId, expect.objectContaining(lists)]);
    }
    expect(strict.map(({ operationId }) => operationId)).toHaveLength(6);
  });

  it('links each problem to its page', () => {
    for (const route of ROUTES)
      for (const [status, { description, content }] of Object.entries(route.responses).filter(([s]) => Number(s) >= 400))
        for (const code of Object.keys(content?.['application/problem+json']?.examples ?? {}))
          expect([route.operationId, status, description]).toEqual([
            route.operationId,
            status,
            expect.stringContaining(`[${code}](/problems/${code})`),
          ]);
  });
});

describe('the served document', () => {
  let engine: TestEngine;
  let app: TestApp;

  beforeAll(async () => {
    engine = await TestEngine.start({ accounts: accountsOf([ACME]) });
    app = await TestApp.start(engine.url, { tenants: [ACME], docs: 'on' });
  });
  afterAll(async () => {
    await app.close();
    await engine.close();
  });

  function get(headers: Record<string, string>, path = '/openapi.json') {
    return app.app.inject({ method: 'GET', url: path, headers });
  }

  it('is the committed one', async () => {
    expect((await get({})).json()).toEqual(DOCUMENT);
  });

  it.each(['gzip', 'br, gzip;q=0.5', '*', 'GZIP'])('is compressed for Accept-Encoding %s', async (accepted) => {
    const { headers, rawPayload } = await get({ 'accept-encoding': accepted });
    expect([headers['content-encoding'], headers['vary']]).toEqual(['gzip', 'Accept-Encoding']);
    expect(gunzipSync(rawPayload).toString()).toBe((await get({})).payload);
    expect(rawPayload.length).toBeLessThan(40_000);
  });

  it.each([undefined, 'identity', 'gzip;q=0', 'br'])('is not compressed for Accept-Encoding %s', async (accepted) => {
    const { headers } = await get(accepted === undefined ? {} : { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('is not sent again if the ETag matches', async () => {
    const plain = await get({});
    const zipped = await get({ 'accept-encoding': 'gzip' });
    const tags = [plain, zipped].map(({ headers }) => String(headers['etag']));
    expect(new Set(tags).size).toBe(2);
    for (const known of [tags[0]!, `"other", ${tags[0]!}`, `W/${tags[0]!}`, '*']) {
      const { statusCode, payload, headers } = await get({ 'if-none-match': known });
      expect([known, statusCode, payload, headers['etag']]).toEqual([known, 304, '', tags[0]]);
    }
    expect((await get({ 'if-none-match': '"other"' })).statusCode).toBe(200);
    expect(plain.headers['cache-control']).toBe('no-cache');
  });

  it('answers HEAD with the headers of GET', async () => {
    const [asked, got] = [await app.app.inject({ method: 'HEAD', url: '/openapi.json' }), await get({})];
    expect([asked.statusCode, asked.payload, asked.headers['etag']]).toEqual([200, '', got.headers['etag']]);
  });

  it('contains URLs with the base path of the service', async () => {
    const behind = await TestApp.start(engine.url, { tenants: [ACME], docs: 'on', basePath: '/faces' });
    const { body, text } = await behind.ask<Committed & { servers: object[] }>('/faces/openapi.json', { key: '' });
    await behind.close();
    expect([body.servers, Object.keys(body.paths)]).toEqual([[{ url: '/faces' }], Object.keys(DOCUMENT.paths)]);
    const pages = text.match(/[^"(]*\/problems\/[a-z-]+/g) ?? [];
    expect(pages.length).toBe(TEXT.match(/\/problems\/[a-z-]+/g)?.length);
    expect(pages.filter((page) => !page.startsWith('/faces/problems/'))).toEqual([]);
  });

  it('contains the demo key only with the demo tenant', async () => {
    const demo = await TestApp.start(engine.url, { tenants: [DEMO_TENANT], docs: 'on' });
    const { text } = await demo.ask('/openapi.json', { key: '' });
    await demo.close();
    expect(text).toContain("The demo's is `demo-key`.");
    expect((await get({})).payload).not.toContain('demo-key');
  });

  it('has no examples of problems in Swagger UI, which are on their pages', async () => {
    const { payload } = await get({}, '/docs/swagger-ui-init.js');
    expect(payload).toContain('[throttled](/problems/throttled)');
    expect(payload).not.toContain('application/problem+json');
  });
});
