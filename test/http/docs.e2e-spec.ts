import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { exchange, head } from '../harness/raw-http.js';

const DOCS = [
  '/docs',
  '/docs/',
  '/docs/index.html',
  '/docs/swagger-ui.css',
  '/docs/swagger-ui-init.js',
  '/docs/docs/swagger-ui-init.js',
  '/openapi.json',
];

/** Spellings of a path that the router treats as equal. */
const SPELLINGS: readonly (readonly [name: string, spelt: (path: string) => string])[] = [
  ['as it is', (path) => path],
  ['with a query', (path) => `${path}?x`],
  ['with a fragment', (path) => `${path}#x`],
  ['with one letter escaped', (path) => path.replace('/d', '/%64').replace('/o', '/%6F')],
  ['with its dot escaped', (path) => path.replace('.', '%2E')],
  ['as an absolute target', (path) => `http://service.example${path}`],
  ['as an absolute target with a letter escaped', (path) => `http://service.example${path.replace('o', '%6f')}`],
];

let engine: TestEngine;

beforeAll(async () => {
  engine = await TestEngine.start();
});
afterAll(() => engine.close());

async function statusOf(app: TestApp, target: string, method = 'GET'): Promise<number | undefined> {
  const [answer] = await exchange(app.url, head(`${method} ${target} HTTP/1.1`));
  if (answer?.status === 404 && method !== 'HEAD') expect(answer.text).toContain('"code":"route-not-found"');
  return answer?.status;
}

describe('Swagger UI', () => {
  it.each([
    ['forgets keys with the page in production', true],
    ["keeps keys in the browser's storage elsewhere", false],
  ])('%s', async (_name, production) => {
    const app = await TestApp.start(engine.url, { docs: 'on', production });
    const { text } = await app.ask('/docs/swagger-ui-init.js', { key: '' });
    await app.close();
    expect(/"persistAuthorization": *(\w+)/.exec(text)?.[1]).toBe(String(!production));
  });
});

describe.each(['', '/faces'])('Swagger UI below "%s"', (basePath) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(engine.url, { docs: 'on', basePath });
  });
  afterAll(() => app.close());

  function get(path: string): Promise<{ status: number; headers: Headers; text: string }> {
    return app.ask(`${basePath}${path}`, { key: '' });
  }

  it.each([
    ['/docs', 'text/html', './docs/swagger-ui.css'],
    ['/docs/', 'text/html', './swagger-ui.css'],
    ['/docs/swagger-ui-init.js', 'application/javascript', '"openapi": "3.1.0"'],
    ['/docs/swagger-ui.css', 'text/css', '.swagger-ui'],
    ['/docs/swagger-ui-bundle.js', 'application/javascript', 'SwaggerUIBundle'],
  ])('serves %s', async (path, type, part) => {
    const { status, headers, text } = await get(path);
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining(type)]);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(text.includes(part)).toBe(true);
  });

  it('sends a file once to a browser that keeps it', async () => {
    const etag = String((await get('/docs/swagger-ui.css')).headers.get('etag'));
    const again = head(`GET ${basePath}/docs/swagger-ui.css HTTP/1.1`, [`If-None-Match: ${etag}`]);
    expect(await exchange(app.url, again)).toMatchObject([{ status: 304 }]);
  });

  it.each(['/docs/missing.css', '/docs/../package.json', '/docs/%2e%2e/package.json', '/docs/LICENSE'])(
    'answers 404 for %s',
    async (path) => {
      const [answer] = await exchange(app.url, head(`GET ${basePath}${path} HTTP/1.1`));
      expect([answer?.status, answer?.text]).toEqual([404, expect.stringContaining('"code":"route-not-found"')]);
    },
  );
});

describe.each([
  ['without a base path', ''],
  ['below a base path', '/faces'],
])('documentation on a port of its own, %s', (_name, basePath) => {
  const docs = { port: 1 };
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(engine.url, { tenants: [tenant('acme')], docs, basePath });
  });
  afterAll(() => app.close());

  it.each(SPELLINGS)('is hidden on every other port, for any spelling of its path: %s', async (_how, spelt) => {
    const targets = DOCS.map((path) => spelt(`${basePath}${path}`));
    docs.port = 1;
    const hidden = await Promise.all(targets.map((target) => statusOf(app, target)));
    docs.port = Number(new URL(app.url).port);
    const pages = ['/docs', '/openapi.json'].map((path) => spelt(`${basePath}${path}`));
    const shown = await Promise.all(pages.map((target) => statusOf(app, target)));
    expect([hidden, shown]).toEqual([targets.map(() => 404), [200, 200]]);
  });

  it.each(['POST', 'DELETE', 'HEAD', 'PUT'])('is not revealed on other ports by the answer to %s', async (method) => {
    docs.port = 1;
    const targets = DOCS.map((path) => `${basePath}${path}`);
    const statuses = await Promise.all(targets.map((target) => statusOf(app, target, method)));
    expect(statuses).toEqual(targets.map(() => 404));
  });

  it('does not affect other routes', async () => {
    docs.port = 1;
    const paths = ['/problems/internal', '/problems', '/health/live', '/me', '/collections/docs/users', '/nowhere'];
    const statuses = await Promise.all(paths.map((path) => statusOf(app, `${basePath}${path}`)));
    expect(statuses).toEqual([200, 200, 200, 401, 401, 404]);
  });
});
