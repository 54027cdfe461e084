import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import helmet from 'helmet';

import type { Config } from '../../src/config/config.js';
import { FAILURE_CODES } from '../../src/failures/failures.table.js';
import { Lifecycle } from '../../src/http/routes/connections.js';
import { tenant, TestApp } from '../harness/app.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme');
const PATH = '/collections/staff/users/ann/faces';

let ids: string[];

const { app, engine, people } = withWorld({ settings: { docs: 'on' } });

beforeAll(async () => {
  ids = await people.user('staff', 'ann', 3);
});

beforeEach(() => {
  app.logLines.length = 0;
});

async function metric(pattern: RegExp): Promise<number> {
  const { text } = await app.ask('/metrics', { key: '' });
  return Number(pattern.exec(text)?.[1] ?? 0);
}

describe('every answer', () => {
  it("has the caller's request id, or a new one if the caller's is invalid", async () => {
    const given = await app.ask('/me', { headers: { 'x-request-id': 'abc-1.2_3' } });
    const unfit = await app.ask('/me', { headers: { 'x-request-id': 'a b' } });
    expect(given.headers.get('x-request-id')).toBe('abc-1.2_3');
    expect(unfit.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("continues the caller's trace with a new span", async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { headers } = await app.ask('/me', { headers: { traceparent } });
    expect(headers.get('traceparent')).toMatch(
      /^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/,
    );
  });

  it('forbids caching and content from other hosts', async () => {
    const { headers } = await app.ask('/me');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it("has all of helmet's headers, with the same values", async () => {
    const { headers } = await app.ask(PATH);
    const expected = new Map<string, string>();
    const response = {
      setHeader: (name: string, value: string) => void expected.set(name, value),
      removeHeader: () => undefined,
    };
    helmet({ contentSecurityPolicy: false })({} as never, response as never, () => undefined);
    expect(expected.size).toBeGreaterThanOrEqual(11);
    // A setting, off by default.
    expected.delete('Strict-Transport-Security');
    for (const [name, value] of expected) expect([name, headers.get(name)]).toEqual([name, value]);
  });

  it('lists the applied preferences in Preference-Applied', async () => {
    const { headers } = await app.ask('/me', { headers: { prefer: 'handling=strict, wait=5' } });
    expect(headers.get('preference-applied')).toBe('wait=5');
  });

  it('is 406 for a caller who accepts no JSON', async () => {
    const { status, body } = await app.ask('/me', { headers: { accept: 'text/html' } });
    expect([status, body['code']]).toEqual([406, 'not-acceptable']);
  });
});

describe('metrics', () => {
  it('count requests that the guard rejected', async () => {
    const count =
      /http_server_request_duration_seconds_count\{http_request_method="GET",http_route="\/me",http_response_status_code="401"\} (\d+)/;
    const before = await metric(count);
    await app.ask('/me', { key: 'nonsense' });
    expect((await metric(count)) - before).toBe(1);
  });

  it('count a call, its attempts and its retries', async () => {
    const calls = /rpc_client_call_duration_seconds_count\{rpc_method="Rekognition\/ListFaces",error_type=""\} (\d+)/;
    const attempts =
      /http_client_request_duration_seconds_count\{rpc_method="Rekognition\/ListFaces",error_type="throttled"\} (\d+)/;
    const retries = /facade_upstream_retries_total\{operation="ListFaces",reason="slow-down"\} (\d+)/;
    const before = await Promise.all([calls, attempts, retries].map(metric));
    await engine.fail({ operation: 'ListFaces', fault: 'ThrottlingException', times: 1 });
    await app.clock.passWaits(app.ask(PATH));
    const after = await Promise.all([calls, attempts, retries].map(metric));
    expect(after.map((value, index) => value - before[index]!)).toEqual([1, 1, 1]);
  });

  it('have no tenants as labels of histograms, and neither ids nor keys', async () => {
    await app.ask(PATH);
    const { text } = await app.ask('/metrics', { key: '' });
    expect(text).toMatch(/facade_tenant_requests_total\{tenant="acme",outcome="2xx"\} \d+/);
    expect(text).not.toMatch(/bucket\{[^}]*acme/);
    const withoutKeyIds = text.replaceAll(/key="id-of-[^"]*"/g, '');
    for (const secret of ['staff', 'ann', ...ids, 'acme-key']) expect(withoutKeyIds).not.toContain(secret);
  });

  it('use one label for all unknown routes and methods', async () => {
    await app.ask('/no/such/route/1');
    await app.ask('/no/such/route/2');
    const { text } = await app.ask('/metrics', { key: '' });
    expect(text).not.toContain('such');
    expect(text).toContain('http_route="",http_response_status_code="404"');
  });
});

describe('logs', () => {
  it('contain a JSON line per request with its id, AWS’s id, route template, tenant and outcome', async () => {
    const { headers } = await app.ask(PATH, { method: 'DELETE', body: { faceIds: [ids[0]] } });
    const lines = app.logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const requestId = headers.get('x-request-id');
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'request',
        requestId,
        tenant: 'acme',
        keyId: 'id-of-acme-key',
        method: 'DELETE',
        route: '/collections/{collectionId}/users/{userId}/faces',
        status: 200,
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'call',
        requestId,
        operation: 'DisassociateFaces',
        outcome: 'ok',
        awsRequestId: expect.any(String),
      }),
    );
  });

  it('contain no body, credential, user, collection or face id', async () => {
    await app.ask(PATH, { method: 'DELETE', body: { faceIds: [ids[1]] } });
    await app.ask('/collections/secret-place/users/secret-person/faces');
    await app.ask('/collections/se cret/users/secret-person/faces');
    await app.ask('/me', { key: 'secret-key' });
    const log = app.logLines.join('');
    for (const secret of ['staff', '"ann"', ...ids, 'secret', 'acme-key"', 'secret of acme']) {
      expect(log.replaceAll('id-of-acme-key', '')).not.toContain(secret);
    }
  });
});

describe('probes', () => {
  it('need no credential and are not logged', async () => {
    const live = await app.ask('/health/live', { key: '' });
    const ready = await app.ask('/health/ready', { key: '' });
    expect([live.status, ready.status, ready.body['status'], app.logLines]).toEqual([200, 200, 'ready', []]);
  });

  it('answer not ready while draining, when requests are still served on connections that close', async () => {
    const draining = await TestApp.start(engine.url, { tenants: [ACME] });
    draining.app.get(Lifecycle).phase = 'draining';
    const [live, ready, me] = await Promise.all(
      ['/health/live', '/health/ready', '/me'].map((path) => draining.ask(path)),
    );
    await draining.close();
    expect([live?.status, ready?.status, me?.status]).toEqual([200, 503, 200]);
    expect(me?.headers.get('connection')).toBe('close');
  });

  it('are rejected like all requests once the app closes', async () => {
    const closing = await TestApp.start(engine.url, { tenants: [ACME] });
    closing.app.get(Lifecycle).phase = 'closing';
    const { status, body, headers } = await closing.ask('/me');
    await closing.close();
    expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'shutting-down', '1']);
  });
});

describe('pages', () => {
  it.each(FAILURE_CODES.map((code) => [code]))('describe the problem %s at the URL of its type', async (code) => {
    const { status, text, headers } = await app.ask(`/problems/${code}`, { key: '' });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain(`<code>${code}</code>`);
  });

  it('are 404 for unknown problem codes', async () => {
    const { status, body } = await app.ask('/problems/constructor', { key: '' });
    expect([status, body['code']]).toEqual([404, 'route-not-found']);
  });

  it('show Swagger UI and the document', async () => {
    const docs = await app.ask('/docs', { key: '' });
    const document = await app.ask('/openapi.json', { key: '' });
    expect([docs.status, document.status, document.body['openapi']]).toEqual([200, 200, '3.1.0']);
  });
});

describe('BASE_PATH', () => {
  it('prefixes every route and every URL in answers', async () => {
    const based = await TestApp.start(engine.url, { tenants: [ACME], docs: 'on', basePath: '/faces/v' });
    const paths = ['/me', '/health/ready', '/metrics', '/openapi.json', '/docs', '/problems/busy'];
    const below = await Promise.all(paths.map((path) => based.ask(`/faces/v${path}`)));
    const above = await Promise.all(paths.map((path) => based.ask(path)));
    await based.close();
    expect(below.map(({ status }) => status)).toEqual(paths.map(() => 200));
    expect(above.map(({ status }) => status)).toEqual(paths.map(() => 404));
    expect(above[0]?.body['type']).toBe('/faces/v/problems/route-not-found');
    expect(below[3]?.body['servers']).toEqual([{ url: '/faces/v' }]);
  });
});

describe('metrics and documentation', () => {
  const SIDES = ['/metrics', '/docs', '/docs/swagger-ui.css', '/openapi.json'];

  async function statuses(settings: Partial<Config>): Promise<number[]> {
    const apart = await TestApp.start(engine.url, { tenants: [ACME], ...settings });
    const answers = await Promise.all(SIDES.map((path) => apart.ask(path, { key: '' })));
    await apart.close();
    return answers.map(({ status }) => status);
  }

  it('are on the port of the API by default', async () => {
    expect(await statuses({ docs: 'on' })).toEqual([200, 200, 200, 200]);
  });

  it('are not served if they are off', async () => {
    expect(await statuses({ metrics: 'off', docs: 'off' })).toEqual([404, 404, 404, 404]);
  });

  it('are not on the port of the API when they have their own', async () => {
    expect(await statuses({ metrics: { port: 9 }, docs: { port: 9 } })).toEqual([404, 404, 404, 404]);
  });
});
