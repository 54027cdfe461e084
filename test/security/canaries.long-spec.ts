import { beforeAll, describe, expect, it } from '@jest/globals';

import { type Answer, tenant } from '../harness/app.js';
import { type DocumentedRequest, REQUESTS, targetOf } from '../harness/documented-requests.js';
import { withWorld } from '../harness/world.js';

/** Every value that identifies a person, a place or a secret contains this word. */
const CANARY = /canary|Y2FuYXJ5|ZmFjZXM9Y2FuYX/i;
const ACME = tenant('acme', {
  view: { kind: 'prefix', prefix: 'canary-prefix.' },
  credentials: { kind: 'static', read: () => ({ accessKeyId: 'AKIACANARY', secretAccessKey: 'canary-secret' }) },
});
/** The upstream's error messages contain ids and ARNs. */
const FAULTS = [
  'InternalServerError',
  'AccessDeniedException',
  'ExpiredTokenException',
  'ThrottlingException',
  'drop-before',
  'html-502',
  'malformed',
  'empty',
];

const told: string[] = [];

const { app, engine, people } = withWorld({ tenants: [ACME], settings: { docs: 'on' } });

beforeAll(async () => {
  const faceIds = await people.user('canary-prefix.staff', 'canary-user', 2);
  expect(faceIds).toHaveLength(2);
});

/** The example with a canary in every string. */
function withCanaries({ path, query, body, ...request }: DocumentedRequest): DocumentedRequest {
  const inPath = Object.entries(path).map(([name, value]) => [name, name === 'faceId' ? value : `canary-${name}`]);
  return {
    ...request,
    path: Object.fromEntries(inPath) as Record<string, string>,
    query,
    ...(body && { body: withCanaryTexts(body) }),
  };
}

const NAMES = new Set(['collectionId', 'userId', 'externalImageId', 'tags', 'bucket', 'name']);

function withCanaryTexts(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const texts = Object.entries(body).map(([name, value]) => {
    if (name === 'tags') return [name, { 'canary-key': 'canary-value' }];
    return [name, NAMES.has(name) ? 'canary-text' : value];
  });
  return Object.fromEntries(texts) as Record<string, unknown>;
}

function note(answer: Answer): void {
  if (answer.status >= 400) told.push(`${answer.text} ${JSON.stringify([...answer.headers])}`);
}

async function askAll(change: (request: DocumentedRequest) => DocumentedRequest): Promise<void> {
  const asked = REQUESTS.map(change).map((request) =>
    app.ask(targetOf(request), {
      method: request.method,
      headers: { prefer: 'wait=1' },
      ...(request.body && { body: request.body }),
    }),
  );
  for (const answer of await app.settled(asked)) note(answer);
}

describe('Canaries in all input from callers, operators and AWS', () => {
  it('are sent to every operation without faults', async () => {
    await askAll(withCanaries);
    await askAll(({ path, ...request }) => ({
      ...withCanaries({ path, ...request }),
      path: { ...path, userId: 'canary-user' },
    }));
    expect(told.length).toBeGreaterThan(5);
  });

  it.each(FAULTS)('are sent while Rekognition fails: %s', async (fault) => {
    await engine.fail({ operation: '*', fault, share: 1 });
    await askAll(withCanaries);
    await engine.heal();
    // Resets the circuit breaker, so that the next faults are reached.
    await app.clock.advance(60_000);
  });

  it('are sent in invalid requests', async () => {
    const wrong = (request: DocumentedRequest): DocumentedRequest => ({
      ...withCanaries(request),
      query: [['canary-query', 'canary']],
      ...(request.body && { body: { ...request.body, canary: 'canary', 'canary/member~': { canary: ['canary'] } } }),
    });
    await askAll(({ path, ...request }) => ({
      ...request,
      path: Object.fromEntries(Object.keys(path).map((name) => [name, 'canary canary'])),
    }));
    const pointers = REQUESTS.map(wrong).map(async (request) => {
      const answer = await app.ask(targetOf(request), {
        method: request.method,
        ...(request.body && { body: request.body }),
      });
      return (answer.body['errors'] ?? []) as { pointer: string; detail: string }[];
    });
    // A problem may contain the name of an invalid member, but not its value.
    const faults = (await Promise.all(pointers)).flat();
    expect(faults.length).toBeGreaterThan(REQUESTS.length);
    expect(faults.filter(({ detail }) => CANARY.test(detail))).toEqual([]);
  });

  it('appear in no problem', () => {
    expect(told.filter((text) => CANARY.test(text))).toEqual([]);
  });

  it('appear in no log line', () => {
    expect(app.logLines.length).toBeGreaterThan(100);
    expect(app.logLines.filter((line) => CANARY.test(line))).toEqual([]);
  });

  it('appear in no metric, document or page', async () => {
    const pages = ['/metrics', '/openapi.json', '/docs', '/problems', '/health/ready'];
    const texts = await Promise.all(pages.map(async (path) => (await app.ask(path, { key: '' })).text));
    expect(texts.filter((text) => CANARY.test(text))).toEqual([]);
  });

  it('would be found if they appeared', () => {
    expect(['a canary-user', 'base64 Y2FuYXJ5', 'AKIACANARY'].every((text) => CANARY.test(text))).toBe(true);
  });
});
