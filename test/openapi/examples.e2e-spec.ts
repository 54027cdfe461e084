import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  answerFaults,
  contentFaults,
  type DocumentedContent,
  type DocumentedRoute,
  examplesOf,
  responseSteps,
  ROUTES,
  statusesOf,
} from '../harness/document.js';
import { type ExampleRequest, exampleDryRun, exampleOfParameter, exampleRequests } from '../harness/document-examples.js';
import { ServiceProcess } from '../harness/service-process.js';

/** Created by the service and valid for an hour, so the document cannot contain one. */
const WITHOUT_EXAMPLE = ['cursor'];
/** The document cannot contain bytes, so the image of the JSON example is also sent in these forms. */
const BYTES = ['multipart/form-data', 'image/jpeg', 'image/png'];
/** Reads come first, because their answers are as documented only until the first change. */
const REQUESTS = ROUTES.flatMap(exampleRequests).sort((a, b) => Number(isRead(b)) - Number(isRead(a)));
/** They change nothing, so they are sent before the changes. */
const DRY_RUNS = ROUTES.flatMap((route) => exampleDryRun(route) ?? []);
const KEY = { 'X-API-Key': 'demo-key' };
const BEARER = { Authorization: 'Bearer demo-key' };

const responses = ROUTES.flatMap((route) =>
  Object.entries(route.responses).flatMap(([status, { content = {} }]) =>
    Object.entries(content).map(([type, documented]): [DocumentedRoute, string, string, DocumentedContent] => [
      route,
      status,
      type,
      documented,
    ]),
  ),
);

describe('the examples of the document', () => {
  it('exist for every parameter, body and response', () => {
    const without = ROUTES.flatMap(({ operationId, parameters, requestBody }) => [
      ...parameters.filter((parameter) => exampleOfParameter(parameter) === undefined).map(({ name }) => name),
      ...Object.entries(requestBody?.content ?? {})
        .filter(([type, content]) => !BYTES.includes(type) && examplesOf(content).length === 0)
        .map(([type]) => `${operationId} ${type}`),
    ]);
    const answers = responses
      .filter(([, , , content]) => examplesOf(content).length === 0)
      .map(([{ operationId }, status, type]) => `${operationId} ${status} ${type}`);
    expect([...without.filter((name) => !WITHOUT_EXAMPLE.includes(name)), ...answers]).toEqual([]);
  });

  it('are valid by their schemas', () => {
    const ofRequests = ROUTES.flatMap(({ path, method, requestBody }) =>
      Object.entries(requestBody?.content ?? {}).flatMap(([type, content]) =>
        examplesOf(content).flatMap(([, value]) =>
          contentFaults(['paths', path, method, 'requestBody', 'content', type], value),
        ),
      ),
    );
    const ofAnswers = responses.flatMap(([route, status, type, content]) =>
      examplesOf(content).flatMap(([, value]) => contentFaults(responseSteps(route, status, type), value)),
    );
    expect([...ofRequests, ...ofAnswers]).toEqual([]);
  });
});

describe.each([
  ['what only reads first', [...DRY_RUNS, ...REQUESTS], true],
  ['in the opposite order', [...DRY_RUNS, ...REQUESTS.toReversed()], false],
])('a fresh demo, sent all examples, %s', (_order, requests, isUnchanged) => {
  let demo: ServiceProcess;
  let demoUrl: string;

  beforeAll(async () => {
    demo = ServiceProcess.start('cli/demo.js', { PORT: '0' });
    demoUrl = await demo.says(/Swagger UI +(http:\S+)\/docs/);
  });

  afterAll(() => demo.ends('SIGTERM'));

  async function send({ route, url, headers, body }: ExampleRequest, credential: Record<string, string>) {
    const known = url.includes('/erasures/') ? url.replace(ERASURE_ID, await newErasure()) : url;
    const response = await fetch(demoUrl + known, {
      method: route.method.toUpperCase(),
      headers: { ...credential, ...headers },
      ...(body !== undefined && { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Erases a user without faces. Ids of erasures are made by the service, so those of the document do not exist. */
  async function newErasure(): Promise<string> {
    const post = (path: string, body: object) =>
      fetch(`${demoUrl}/collections/staff/users${path}`, {
        method: 'POST',
        headers: { ...KEY, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await post('', { userId: 'gone' });
    const { erasureId } = (await (await post('/gone/erasures', { reference: 'DSR-2026-0815' })).json()) as {
      erasureId: string;
    };
    return erasureId;
  }

  it.each(requests.map((request) => [`${request.route.operationId}, ${request.title}`, request] as const))(
    'answers as documented: %s',
    async (_title, request) => {
      const { route } = request;
      const answer = await send(request, KEY);
      expect([answer.text, statusesOf(route)]).toEqual([answer.text, expect.arrayContaining([String(answer.status)])]);
      expect(answerFaults(route, answer)).toEqual([]);
      const documented = route.responses[answer.status]?.content?.['application/json'];
      if (!request.first || documented === undefined || (isRead(request) && !isUnchanged)) return;
      const made = answer.status === 201;
      const [example] = examplesOf(documented).map(([, value]) => lasting(value, made));
      expect(lasting(JSON.parse(answer.text), made)).toMatchObject(example as object);
    },
  );

  it('reports faces as already disassociated the second time', async () => {
    const changes = requests.filter((request) => !DRY_RUNS.includes(request));
    const unlinks = changes.filter(({ route }) => route.operationId.startsWith('disassociateFaces'));
    for (const unlink of unlinks) {
      // With the same key, the first answer would be replayed.
      const headers = { ...unlink.headers, 'Idempotency-Key': `${unlink.route.operationId}-${unlink.title.replaceAll(/\W/g, '-')}` };
      const { text } = await send({ ...unlink, headers }, BEARER);
      expect(JSON.parse(text)).toMatchObject({ outcome: 'complete', disassociatedFaces: [] });
    }
    expect(unlinks.length).toBeGreaterThan(2);
  });

  it('answers reads the same with the other kind of credential', async () => {
    const reads = requests.filter(isRead);
    for (const read of reads) expect(answerFaults(read.route, await send(read, BEARER))).toEqual([]);
    expect(reads.length).toBeGreaterThan(1);
  });
});

function isRead({ route }: ExampleRequest): boolean {
  return route.method === 'get';
}

const ERASURE_ID = /[0-9a-f-]{36}/;
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const ID = /^[0-9a-f-]{36}$/;
const VARYING = ['nextCursor', 'erasureId', 'salt', 'receipt'];

/** Removes values that differ between runs: times, cursors, receipts, and ids of created resources. */
function lasting(value: unknown, made: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => lasting(item, made));
  if (typeof value === 'string') return MOMENT.test(value) ? 'a moment' : made && ID.test(value) ? 'an id' : value;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]): [string, unknown] => [
    name,
    VARYING.includes(name) ? typeof inner : lasting(inner, made),
  ]);
  return Object.fromEntries(members);
}
