import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { TraceSettings } from '../../src/config/config.js';
import { Metrics } from '../../src/observability/metrics.js';
import { Traces } from '../../src/observability/traces.js';
import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { Gate } from '../harness/gate.js';
import { People } from '../harness/people.js';
import { type ReceivedSpan, TraceReceiver } from '../harness/trace-receiver.js';

const ACME = tenant('acme');
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLERS = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01`, tracestate: 'vendor=1' };
/** One call a second: the first is sent immediately, and all others wait. */
const QUOTAS = { byAccount: new Map([[ACME.awsAccount, { DisassociateFaces: 1 }]]), others: 'aws' } as const;
const THROTTLE = { fault: 'ProvisionedThroughputExceededException', times: 1 };

let engine: TestEngine;
let gate: Gate;
let receiver: TraceReceiver;
let app: TestApp;
let closed: Promise<void> | undefined;
let ids: string[];

beforeEach(async () => {
  engine = await TestEngine.start({ accounts: accountsOf([ACME]) });
  gate = await Gate.start(engine.url);
  receiver = await TraceReceiver.start();
  const people = new People(engine.url, ACME);
  await people.collection('staff');
  ids = await people.user('staff', 'ann', 3);
  people.close();
});

afterEach(async () => {
  await stop();
  await receiver.close();
  await gate.close();
  await engine.close();
});

async function start(traces: Partial<TraceSettings> = {}): Promise<TestApp> {
  closed = undefined;
  const settings: TraceSettings = { endpoint: receiver.url, sampler: 'parentbased_always_on', ratio: 1, ...traces };
  app = await TestApp.start(gate.url, { tenants: [ACME], quotas: QUOTAS, traces: settings });
  return app;
}

/** Stopping exports the remaining spans. */
function stop(): Promise<void> {
  return (closed ??= app.close());
}

const list = (headers: Record<string, string> = {}) => app.ask('/collections/staff/users', { headers });
const unlink = (faceId: string, headers: Record<string, string> = {}) =>
  app.ask('/collections/staff/users/ann/faces', { method: 'DELETE', body: { faceIds: [faceId] }, headers });
const named = (name: string): ReceivedSpan[] => receiver.spans.filter((span) => span.name === name);

describe('a traced request', () => {
  it('is exported with its backoff and both attempts, as children of the span of its caller', async () => {
    await (await start()).warm();
    await engine.fail({ operation: 'ListUsers', ...THROTTLE });
    const [answer] = await app.settled([list({ ...CALLERS, 'x-request-id': 'request-1' })]);
    await stop();
    const [request] = named('GET /collections/{collectionId}/users');
    expect(request).toMatchObject({ traceId: TRACE_ID, parentSpanId: '00f067aa0ba902b7', traceState: 'vendor=1' });
    expect(request).toMatchObject({
      kind: 2,
      failed: false,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/collections/{collectionId}/users',
        'http.response.status_code': 200,
        'facade.request_id': 'request-1',
        'facade.tenant': 'acme',
        'facade.key_id': 'id-of-acme-key',
      },
    });
    expect(answer?.headers.get('traceparent')).toBe(`00-${TRACE_ID}-${request?.spanId}-01`);
    const attempts = named('Rekognition/ListUsers');
    const [throttled, served] = await engine.calls('ListUsers');
    expect(attempts).toMatchObject([
      {
        kind: 3,
        failed: true,
        attributes: {
          'aws.request_id': throttled?.requestId,
          'aws.exception': 'ProvisionedThroughputExceededException',
          'http.response.status_code': 400,
          'error.type': 'throttled',
          'facade.attempt': 1,
        },
      },
      {
        failed: false,
        attributes: { 'aws.request_id': served?.requestId, 'http.response.status_code': 200, 'facade.attempt': 2 },
      },
    ]);
    const [backoff] = named('wait for backoff');
    expect(backoff?.durationMs).toBeGreaterThan(1);
    for (const child of [...attempts, backoff]) {
      expect(child).toMatchObject({ traceId: TRACE_ID, parentSpanId: request?.spanId });
    }
    expect(gate.headers.at(-1)).toMatchObject({
      traceparent: `00-${TRACE_ID}-${attempts[1]?.spanId}-01`,
      tracestate: 'vendor=1',
    });
    expect(receiver.paths).toEqual(new Set(['/v1/traces']));
    expect(receiver.resource).toMatchObject({
      'service.name': 'rekognition-facade',
      'service.version': expect.stringMatching(/^\d+\.\d+\.\d+$/),
      'service.instance.id': expect.any(String),
    });
  });

  it('shows its wait for credentials', async () => {
    await start();
    gate.holdsSts = true;
    gate.hold();
    const answer = list();
    await eventually(() => gate.holds === 1);
    await app.clock.advance(40);
    gate.open();
    expect((await answer).status).toBe(200);
    await stop();
    expect(named('wait for credentials')).toMatchObject([{ durationMs: 40, kind: 1 }]);
  });

  it('shows its waits for the lane of its user and for quota', async () => {
    await (await start()).warm();
    gate.hold();
    const [first, second] = [unlink(ids[0]!), unlink(ids[1]!)];
    await eventually(() => gate.holds === 1);
    await eventually(async () => /^facade_calls_waiting 1$/m.test(await (await fetch(`${app.url}/metrics`)).text()));
    await app.clock.advance(100);
    gate.open();
    await first;
    await app.settled([second]);
    await stop();
    expect(named('wait for lane')).toMatchObject([{ durationMs: 100 }]);
    const [quota, ...others] = named('wait for quota');
    expect(others).toEqual([]);
    expect(quota?.durationMs).toBeGreaterThan(500);
  });

  it('shows the attempt of a merged call in the trace of each caller', async () => {
    await (await start()).warm();
    gate.hold();
    const first = unlink(ids[0]!);
    await eventually(() => gate.holds === 1);
    const merged = [unlink(ids[1]!, CALLERS), unlink(ids[2]!)];
    await eventually(async () => /^facade_calls_waiting 2$/m.test(await (await fetch(`${app.url}/metrics`)).text()));
    gate.open();
    await first;
    await app.settled(merged);
    await stop();
    const attempts = named('Rekognition/DisassociateFaces');
    expect(attempts).toHaveLength(3);
    expect(new Set(attempts.map(({ traceId }) => traceId)).size).toBe(3);
    const ofMerged = attempts.filter(
      ({ attributes }) => attributes['aws.request_id'] !== attempts[0]?.attributes['aws.request_id'],
    );
    expect(ofMerged).toHaveLength(2);
    expect(ofMerged.map(({ traceId }) => traceId)).toContain(TRACE_ID);
  });

  it('contains no collection, user or face id, and no client address', async () => {
    await (await start()).warm();
    await unlink(ids[0]!);
    await app.ask('/collections/nowhere-land/users');
    await stop();
    expect(receiver.spans.length).toBeGreaterThan(3);
    for (const canary of ['staff', 'nowhere-land', '"ann"', ids[0]!, '127.0.0.1', 'acme-key"']) {
      expect([canary, receiver.text.replaceAll('id-of-acme-key', '').includes(canary)]).toEqual([canary, false]);
    }
  });

  it('is an error in the trace if it is answered 5xx, but not if it is answered 4xx', async () => {
    await (await start()).warm();
    await engine.fail({ operation: 'ListUsers', fault: 'html-502', times: 10 });
    await app.settled([list()]);
    await app.ask('/me', { key: 'wrong' });
    await stop();
    const [failed] = named('GET /collections/{collectionId}/users');
    expect(failed).toMatchObject({ failed: true, attributes: { 'error.type': 'upstream-error' } });
    expect(named('GET /me')).toMatchObject([{ failed: false, attributes: { 'error.type': 'unauthenticated' } }]);
  });
});

describe('the sampler', () => {
  it("follows the caller's decision not to sample, and passes it on", async () => {
    await (await start()).warm();
    const { headers } = await list({ traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-00` });
    await stop();
    expect(headers.get('traceparent')).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
    expect(gate.headers.at(-1)?.['traceparent']).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
    expect(receiver.spans).toEqual([]);
  });

  it.each([
    ['always_on', 1, '00', 1],
    ['always_off', 1, '01', 0],
    ['parentbased_always_off', 1, '01', 1],
    ['traceidratio', 0, '01', 0],
    ['parentbased_traceidratio', 0, '01', 1],
  ] as const)(
    '%s with argument %d exports, for a caller with flags %s, %d requests',
    async (sampler, ratio, flags, count) => {
      await (await start({ sampler, ratio })).warm();
      await list({ traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-${flags}` });
      await stop();
      expect(named('GET /collections/{collectionId}/users')).toHaveLength(count);
    },
  );

  it('ignores probes and scrapes', async () => {
    await start();
    for (const path of ['/health/live', '/health/ready', '/metrics']) await app.ask(path);
    await stop();
    expect(receiver.spans).toEqual([]);
  });
});

describe('a collector', () => {
  it('that rejects spans is counted and does not affect requests', async () => {
    receiver.answer = (response) => void response.writeHead(400).end();
    await (await start()).warm();
    expect((await list()).status).toBe(200);
    await stop();
    const metric = await app.app.get(Metrics).registry.getSingleMetricAsString('facade_spans_total');
    expect(metric).toMatch(/outcome="failed"\} [1-9]/);
  });

  it('that never answers delays the shutdown by at most three seconds', async () => {
    receiver.answer = () => undefined;
    await (await start()).warm();
    expect((await list()).status).toBe(200);
    const ended = stop();
    await eventually(() => receiver.spans.length > 0);
    await app.clock.advance(3_000);
    await ended;
  });

  it('that never answers leads to dropped spans, not to growing memory', async () => {
    receiver.answer = () => undefined;
    await start();
    const traces = app.app.get(Traces);
    for (let n = 0; n < 10_000; n += 1)
      traces.begin({ name: 'x', kind: 'internal', parent: undefined })?.end({}, false);
    const ended = stop();
    await app.clock.advance(3_000);
    await ended;
    expect(receiver.spans.length).toBeLessThanOrEqual(2_048 + 512);
  });
});
