import { ListFacesCommand } from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';

import { portrait } from '../../src/demo/demo-people.js';
import { type Answer, type Ask } from '../harness/app.js';
import { caseCount } from '../harness/case-count.js';
import { bytesOf, formWith, imageOf, inJson } from '../harness/images.js';
import { withWorld } from '../harness/world.js';

const WRITES = caseCount(200, 1_000);
/** Fewer concurrent calls than the breaker needs to open, and then a pause until it has dropped their counts. */
const AT_ONCE = 7;
const PAUSE_MS = 11_000;

const { app, engine, people } = withWorld({ engine: { latencyMs: 0 }, settings: { imageSlots: 2 * AT_ONCE } });

interface Write {
  readonly path: string;
  readonly ask: Ask;
}

const keyed = (key: string, path: string, body: object): Write => ({
  path,
  ask: { method: 'POST', body, headers: { 'idempotency-key': key } },
});

/** The image of one person; the number is part of its external id, if it has one. */
function indexFaces(number: number, isNamed: boolean): Write {
  const bytes = portrait(`person-${String(number)}`, number % 256).toString('base64');
  const name = isNamed ? { externalImageId: `image-${String(number)}` } : {};
  return keyed(`index-${String(number)}`, '/collections/staff/faces', { image: { bytes }, ...name });
}

const createCollection = (number: number): Write =>
  keyed(`create-${String(number)}`, '/collections', { collectionId: `made-${String(number)}` });

/** Sends all of them, some concurrently. */
async function sendAll(writes: readonly Write[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < writes.length; from += AT_ONCE) {
    const asked = writes.slice(from, from + AT_ONCE).map(({ path, ask }) => app.ask(path, ask));
    answers.push(...(await app.clock.passWaits(Promise.all(asked))));
    await app.clock.advance(PAUSE_MS);
  }
  return answers;
}

/** Sends all of them while the engine executes the operation but loses every response. */
async function sendAllInVain(writes: readonly Write[], operation: string): Promise<Answer[]> {
  await engine.fail({ operation, fault: 'drop-after', times: 10 * writes.length });
  const answers = await sendAll(writes);
  await engine.heal();
  return answers;
}

/** The number of answers by status and code. */
function tally(answers: readonly Answer[]): Record<string, number> {
  const told = answers.map(({ status, body }) => [status, (body['code'] as string | undefined) ?? 'ok'].join(' '));
  return Object.fromEntries([...new Set(told)].map((each) => [each, told.filter((other) => other === each).length]));
}

async function facesByImage(): Promise<Map<string, number>> {
  const images = new Map<string, number>();
  let NextToken: string | undefined;
  do {
    const page = await people.client.send(
      new ListFacesCommand({ CollectionId: 'staff', MaxResults: 4_096, NextToken }),
    );
    for (const { ImageId = '' } of page.Faces ?? []) images.set(ImageId, (images.get(ImageId) ?? 0) + 1);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return images;
}

describe('Many writes whose answers are all lost, and that are sent again with their keys,', () => {
  it('create each collection once, and none is answered already-exists', async () => {
    const writes = Array.from({ length: WRITES }, (_, number) => createCollection(number));
    const first = await sendAllInVain(writes, 'CreateCollection');
    expect(tally(first)).toEqual({ '502 upstream-connection-lost': WRITES });
    expect(new Set(first.map(({ body }) => body['effect']))).toEqual(new Set(['unknown']));
    const again = await sendAll(writes);
    expect(tally(again)).toEqual({ '409 outcome-unknown': WRITES });
    expect(again[0]!.body['detail']).toContain('GET /collections;');
    expect(await engine.calls('CreateCollection')).toHaveLength(WRITES);
    const there = await app.clock.passWaits(
      Promise.all([0, 1, WRITES - 1].map((number) => app.ask(`/collections/made-${String(number)}`))),
    );
    expect(there.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('store each face once, with or without externalImageId', async () => {
    const writes = Array.from({ length: WRITES }, (_, number) => indexFaces(number, number % 2 === 0));
    const [named, nameless] = [0, 1].map((odd) => writes.filter((_, number) => number % 2 === odd));
    const first = await sendAllInVain(writes, 'IndexFaces');
    expect(tally(first)).toEqual({ '502 upstream-connection-lost': WRITES });
    expect(new Set(first.map(({ body }) => body['effect']))).toEqual(new Set(['unknown']));
    const callsBefore = (await engine.calls('IndexFaces')).length;

    // With an external id, the request may run again and finds its face. Without one, the outcome stays unknown, so it
    // is never sent again.
    const again = await sendAll(named!);
    const inVain = await sendAll(nameless!);
    expect([tally(again), tally(inVain)]).toEqual([{ '201 ok': WRITES / 2 }, { '409 outcome-unknown': WRITES / 2 }]);
    expect(inVain[0]!.body['detail']).toContain('GET /collections/{collectionId}/faces;');
    expect((await engine.calls('IndexFaces')).length).toBe(callsBefore + WRITES / 2);

    const replays = await sendAll(named!.slice(0, 100));
    expect(replays.map(({ text }) => text)).toEqual(again.slice(0, 100).map(({ text }) => text));
    expect(replays.every(({ headers }) => headers.get('idempotency-replayed') === 'true')).toBe(true);
    expect((await engine.calls('IndexFaces')).length).toBe(callsBefore + WRITES / 2);

    const faces = await facesByImage();
    expect([faces.size, [...faces.values()].filter((number) => number !== 1)]).toEqual([WRITES, []]);
  });
});

describe('a keyed write that created something', () => {
  it('is replayed with its status and Location', async () => {
    const write = keyed('make', '/collections', { collectionId: 'once' });
    const [first, second] = [await app.ask(write.path, write.ask), await app.ask(write.path, write.ask)];
    expect([first.status, first.headers.get('location')]).toEqual([201, '/collections/once']);
    expect([second.status, second.headers.get('location'), second.text]).toEqual([
      201,
      '/collections/once',
      first.text,
    ]);
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
    const other = keyed('make', '/collections', { collectionId: 'twice' });
    expect((await app.ask(other.path, other.ask)).body['code']).toBe('idempotency-key-reused');
  });

  it('is replayed as 200 if it created nothing', async () => {
    const image = { bytes: portrait('', 1).toString('base64') };
    const { path, ask } = keyed('faceless', '/collections/staff/faces', { image });
    const [first, second] = [await app.ask(path, ask), await app.ask(path, ask)];
    expect([first.status, first.body['faceRecords']]).toEqual([200, []]);
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  it('is the same request in each form of its image, with options in the body or the query', async () => {
    const bytes = imageOf('somebody');
    const headers = { 'idempotency-key': 'image-forms' };
    const beside = { maxFaces: 1, detectionAttributes: ['DEFAULT'] };
    const fields = { maxFaces: '1', detectionAttributes: 'DEFAULT' };
    const path = '/collections/staff/faces';
    const forms: [string, Ask][] = [
      [path, { body: { image: inJson(bytes), ...beside } }],
      [path, { payload: formWith([['image', bytes]], fields) }],
      [
        `${path}?${new URLSearchParams(fields).toString()}`,
        { payload: bytesOf(bytes), headers: { 'content-type': 'image/png' } },
      ],
    ];
    const answers: Answer[] = [];
    for (const [route, ask] of forms) {
      answers.push(await app.ask(route, { ...ask, method: 'POST', headers: { ...ask.headers, ...headers } }));
    }
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map((answer) => answer.headers.get('idempotency-replayed'))).toEqual([null, 'true', 'true']);
    expect(await engine.calls('IndexFaces')).toHaveLength(1);
  });
});
