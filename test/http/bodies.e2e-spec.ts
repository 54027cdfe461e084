import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import { eventually } from '../harness/eventually.js';
import { imageOf, inJson } from '../harness/images.js';
import { People } from '../harness/people.js';
import { problemFaults } from '../harness/problem-rules.js';
import { head, type RawAnswer, RawConnection } from '../harness/raw-http.js';

const KIBIBYTE = 1_024;
const MEBIBYTE = 1_024 * KIBIBYTE;
/** Maximum number of bytes read beyond a limit before the rejection: one chunk of the connection. */
const ONE_CHUNK = 64 * KIBIBYTE;
/** The head and the chunk lengths, which are not part of the body. */
const FRAMING = 4 * KIBIBYTE;
const ACME = tenant('acme');
const OTHER = tenant('other', { awsAccount: '999988887777' });
const JSON_TYPE = 'Content-Type: application/json';
const KEY = 'X-API-Key: acme-key';
const SEARCH = 'POST /collections/staff/faces/search HTTP/1.1';
const DETECT = 'POST /faces/detect HTTP/1.1';
const DELETE = 'POST /collections/staff/faces/delete HTTP/1.1';
const FACE = '00000000-0000-4000-8000-000000000000';

let engine: TestEngine;
let app: TestApp;
/** The number of bytes that the service has read from its connections. */
let sockets: Socket[];

async function start(imageSlots = 16): Promise<void> {
  engine = await TestEngine.start({ accounts: accountsOf([ACME, OTHER]) });
  app = await TestApp.start(engine.url, { tenants: [ACME, OTHER], imageSlots });
  app.app.getHttpServer().on('connection', (socket: Socket) => sockets.push(socket));
}

beforeAll(() => start());

beforeEach(() => {
  sockets = [];
});

afterAll(async () => {
  await app.close();
  await engine.close();
});

async function startWith(imageSlots: number): Promise<void> {
  await app.close();
  await engine.close();
  await start(imageSlots);
}

const bytesRead = (): number => sockets.reduce((sum, socket) => sum + socket.bytesRead, 0);

/** Waits for the answer on a connection without sending more. */
async function answerOn(connection: RawConnection): Promise<RawAnswer> {
  await eventually(() => connection.answers.length > 0);
  const [answer] = connection.answers;
  return answer!;
}

function codeOf(answer: RawAnswer): unknown[] {
  expect(problemFaults(answer)).toEqual([]);
  return [answer.status, (JSON.parse(answer.text) as { code: string }).code];
}

/** Sends only a head, and returns the answer to it. */
async function refusedByHead(requestLine: string, headers: readonly string[]): Promise<unknown[]> {
  const connection = RawConnection.to(app.url);
  connection.send(head(requestLine, headers));
  const answer = await answerOn(connection);
  expect(answer.headers['connection']).toBe('close');
  await connection.closed;
  return codeOf(answer);
}

describe('before the first byte of a body is read', () => {
  const seven = `Content-Length: ${7 * MEBIBYTE}`;

  it.each<[string, string[], unknown[]]>([
    ['has no credential', [], [401, 'unauthenticated']],
    ['has a wrong key', ['X-API-Key: nonsense'], [401, 'unauthenticated']],
    ['does not accept JSON', [KEY, 'Accept: text/html'], [406, 'not-acceptable']],
    ['sends two credentials', [KEY, 'Authorization: Bearer x'], [400, 'validation-failed']],
  ])('a caller is rejected who %s', async (_name, headers, expected) => {
    expect(await refusedByHead(SEARCH, [...headers, JSON_TYPE, seven])).toEqual(expected);
  });

  it('a write with a read-only key is rejected', async () => {
    const headers = ['X-API-Key: acme-read', JSON_TYPE, seven];
    expect(await refusedByHead('POST /collections/staff/faces HTTP/1.1', headers)).toEqual([403, 'insufficient-scope']);
  });

  it.each([
    ['one image', SEARCH, 7 * MEBIBYTE],
    ['two images', 'POST /faces/compare HTTP/1.1', 14 * MEBIBYTE],
    ['many ids', DELETE, 256 * KIBIBYTE],
    ['few ids', 'POST /collections/staff/users/ann/faces/disassociate HTTP/1.1', 16 * KIBIBYTE],
  ])('a body is rejected whose Content-Length is one byte too large for %s', async (_name, requestLine, limitBytes) => {
    const headers = [KEY, JSON_TYPE, `Content-Length: ${limitBytes + 1}`];
    expect(await refusedByHead(requestLine, headers)).toEqual([413, 'body-too-large']);
  });

  it('an image whose Content-Length is one byte too large is rejected', async () => {
    const headers = [KEY, 'Content-Type: image/png', 'Content-Length: 5242881'];
    expect(await refusedByHead(SEARCH, headers)).toEqual([413, 'image-too-large']);
  });

  it('a request without a matching route is rejected, whatever its body', async () => {
    expect(await refusedByHead('POST /nowhere HTTP/1.1', [KEY, JSON_TYPE, seven])).toEqual([404, 'route-not-found']);
    expect(await refusedByHead('POST /me HTTP/1.1', [KEY, JSON_TYPE, seven])).toEqual([405, 'method-not-allowed']);
  });

  it('the body of an unauthenticated caller is not read', async () => {
    const connection = RawConnection.to(app.url);
    connection.send(head(SEARCH, [JSON_TYPE, seven]));
    connection.send(Buffer.alloc(7 * MEBIBYTE, 'x'));
    expect(codeOf(await answerOn(connection))).toEqual([401, 'unauthenticated']);
    await connection.closed;
    expect(bytesRead()).toBeLessThanOrEqual(ONE_CHUNK + FRAMING);
  });
});

describe('bodies over their limit', () => {
  /** Sends an endless chunked body as fast as the service reads it: chunks of 64 KiB, up to 100 MB. */
  async function flood(requestLine: string, headers: readonly string[], bytes: Buffer): Promise<RawAnswer> {
    const connection = RawConnection.to(app.url);
    connection.send(head(requestLine, [...headers, 'Transfer-Encoding: chunked']));
    const chunk = Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
    const pieces = Math.ceil((100 * 1_000_000) / bytes.length);
    for (let piece = 0; piece < pieces && connection.answers.length === 0; piece += 1) await connection.sendAll(chunk);
    const answer = await answerOn(connection);
    await connection.closed;
    return answer;
  }

  const chunkOf = (start: string): Buffer => Buffer.from(start.padEnd(ONE_CHUNK, 'A'));

  it.each<[string, string, string[], Buffer, number, unknown[]]>([
    ['JSON with an image', SEARCH, [JSON_TYPE], chunkOf('"'), 7 * MEBIBYTE, [413, 'body-too-large']],
    ['a raw image', SEARCH, ['Content-Type: image/png'], chunkOf('\x89PNG'), 5_242_880, [413, 'image-too-large']],
    [
      'a form with a large image',
      SEARCH,
      ['Content-Type: multipart/form-data; boundary=b'],
      chunkOf('--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'),
      5_242_880 + 200,
      [413, 'image-too-large'],
    ],
    ['many ids', DELETE, [JSON_TYPE], chunkOf('"'), 256 * KIBIBYTE, [413, 'body-too-large']],
    ['an unsupported type', SEARCH, ['Content-Type: text/plain'], chunkOf('x'), 0, [415, 'unsupported-media-type']],
  ])('are rejected within a chunk of the limit: %s', async (_name, requestLine, headers, chunk, limit, expected) => {
    expect(codeOf(await flood(requestLine, [KEY, ...headers], chunk))).toEqual(expected);
    expect(bytesRead()).toBeLessThanOrEqual(limit + ONE_CHUNK + FRAMING);
    expect(await engine.calls()).toEqual([]);
  });

  it('are each rejected within one chunk of the limit, 50 at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => flood(DELETE, [KEY, JSON_TYPE], chunkOf('"'))));
    expect(answers.map(codeOf)).toEqual(answers.map(() => [413, 'body-too-large']));
    expect(sockets).toHaveLength(50);
    for (const socket of sockets) expect(socket.bytesRead).toBeLessThanOrEqual(256 * KIBIBYTE + ONE_CHUNK + FRAMING);
  });

  it('are rejected with their first chunk if they are compressed', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * MEBIBYTE));
    const connection = RawConnection.to(app.url);
    connection.send(head(SEARCH, [KEY, JSON_TYPE, 'Content-Encoding: gzip', `Content-Length: ${bomb.length}`]));
    connection.send(bomb);
    expect(codeOf(await answerOn(connection))).toEqual([415, 'unsupported-media-type']);
    expect(bytesRead()).toBeLessThanOrEqual(ONE_CHUNK + FRAMING);
  });

  it('are rejected if they hold too many values, although they are small', async () => {
    const body = `{"faceIds":[${'0,'.repeat(50_000)}0]}`;
    const { status, body: problem } = await app.ask('/collections/staff/faces/delete', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect([status, problem['code']]).toEqual([413, 'body-too-large']);
  });
});

describe('the time to send a body', () => {
  /** Begins a body with an image, and waits until the service reads it. */
  async function begun(length = MEBIBYTE, requestLine = SEARCH): Promise<RawConnection> {
    const connection = RawConnection.to(app.url);
    connection.send(head(requestLine, [KEY, JSON_TYPE, `Content-Length: ${length}`]));
    await eventually(() => app.clock.pending > 0);
    return connection;
  }

  async function sendHeard(connection: RawConnection, bytes: number): Promise<void> {
    const before = bytesRead();
    connection.send(Buffer.alloc(bytes, 'x'));
    await eventually(() => bytesRead() >= before + bytes);
  }

  it('is five seconds for the first bytes of an image', async () => {
    const connection = await begun();
    await app.clock.advance(4_999);
    expect(connection.heard).toBe('');
    await app.clock.advance(1);
    expect(codeOf(await answerOn(connection))).toEqual([408, 'request-timeout']);
    await connection.closed;
  });

  it('grows by a second for each 64 KiB of an image', async () => {
    const connection = await begun();
    await sendHeard(connection, 3 * 64 * KIBIBYTE);
    await app.clock.advance(7_999);
    expect(connection.heard).toBe('');
    await app.clock.advance(1);
    expect(codeOf(await answerOn(connection))).toEqual([408, 'request-timeout']);
  });

  it('is at most 60 seconds for an image', async () => {
    const connection = await begun(7 * MEBIBYTE);
    await sendHeard(connection, 6 * MEBIBYTE);
    await app.clock.advance(59_999);
    expect(connection.heard).toBe('');
    await app.clock.advance(1);
    expect(codeOf(await answerOn(connection))).toEqual([408, 'request-timeout']);
  });

  it('is seven seconds for any other body', async () => {
    const connection = await begun(1_000, DELETE);
    await sendHeard(connection, 900);
    await app.clock.advance(6_999);
    expect(connection.heard).toBe('');
    await app.clock.advance(1);
    expect(codeOf(await answerOn(connection))).toEqual([408, 'request-timeout']);
  });

  it('does not count towards Prefer: wait, which starts when the body is complete', async () => {
    const body = JSON.stringify({ image: inJson(imageOf('ann')) });
    const connection = RawConnection.to(app.url);
    connection.send(head(DETECT, [KEY, JSON_TYPE, 'Prefer: wait=1', `Content-Length: ${body.length}`]));
    await eventually(() => app.clock.pending > 0);
    await app.clock.advance(4_500);
    connection.send(body);
    expect((await answerOn(connection)).status).toBe(200);
  });

  it('leaves no timer behind when the body is complete', async () => {
    await app.ask('/faces/detect', { method: 'POST', body: { image: inJson(imageOf('ann')) } });
    const connection = await begun();
    connection.destroy();
    await eventually(() => app.clock.pending === 0);
  });
});

describe('slots for images', () => {
  const body = { image: inJson(imageOf('ann')) };
  const detect = (key = 'acme-key') =>
    app.ask('/faces/detect', { method: 'POST', body, key, headers: { prefer: 'wait=30' } });
  const hang = (times: number): Promise<void> =>
    engine.fail({ operation: 'DetectFaces', fault: 'latency', latencyMs: 60_000, times });

  /** Sends the head of a request without its body. */
  function waiting(key: string): RawConnection {
    const connection = RawConnection.to(app.url);
    connection.send(head(DETECT, [`X-API-Key: ${key}`, JSON_TYPE, 'Content-Length: 1000']));
    return connection;
  }

  async function held(): Promise<number[]> {
    const { text } = await app.ask('/metrics', { key: '' });
    return ['taken', 'waiting'].map((state) =>
      Number(new RegExp(`^facade_image_slots\\{state="${state}"\\} (\\d+)$`, 'm').exec(text)?.[1]),
    );
  }

  beforeEach(() => startWith(2));

  it('bound the images in memory: a request without a slot waits two seconds and gets 503 busy, its body unread', async () => {
    await hang(2);
    const running = [detect(), detect()];
    await engine.seen(2, 'DetectFaces');
    const third = waiting('acme-key');
    await eventually(async () => (await held())[1] === 1);
    third.send(Buffer.alloc(1_000, 'x'));
    await app.clock.advance(1_999);
    expect(third.heard).toBe('');
    await app.clock.advance(1);
    const answer = await answerOn(third);
    expect([...codeOf(answer), answer.headers['retry-after']]).toEqual([503, 'busy', '1']);
    expect(await engine.calls('DetectFaces')).toHaveLength(2);
    await app.clock.advance(60_000);
    await Promise.all(running);
    expect(await held()).toEqual([0, 0]);
  });

  describe('that are all taken', () => {
    const large = Buffer.alloc(5 * MEBIBYTE, 'x');
    let running: Promise<unknown>[];
    const mostRead = (): number => Math.max(...sockets.map((socket) => socket.bytesRead));

    beforeEach(async () => {
      await hang(2);
      running = [detect(), detect()];
      await engine.seen(2, 'DetectFaces');
    });

    afterEach(async () => {
      await app.clock.advance(60_000);
      await Promise.all(running);
    });

    /** Sends a head, and waits until its request waits for a slot. */
    async function queued(...headers: string[]): Promise<RawConnection> {
      const connection = RawConnection.to(app.url);
      connection.send(head(DETECT, [KEY, JSON_TYPE, ...headers]));
      await eventually(async () => (await held())[1] === 1);
      return connection;
    }

    it('let a client read 503 busy that writes its whole body before it reads', async () => {
      const connection = await queued(`Content-Length: ${large.length}`);
      const sent = connection.sendBeforeReading(large);
      await app.clock.advance(2_000);
      await sent;
      expect(codeOf(await answerOn(connection))).toEqual([503, 'busy']);
      await eventually(() => mostRead() >= large.length);
      await connection.closed;
    });

    it('let a client read 503 busy while it writes its body', async () => {
      const connection = await queued('Transfer-Encoding: chunked');
      const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(ONE_CHUNK, 'x'), Buffer.from('\r\n')]);
      await app.clock.advance(2_000);
      for (let piece = 0; piece < 80; piece += 1) await connection.sendAll(chunk);
      connection.send('0\r\n\r\n');
      expect(codeOf(await answerOn(connection))).toEqual([503, 'busy']);
      await connection.closed;
    });

    it('answer 503 busy and not 100 to a client that asks first', async () => {
      const connection = await queued(`Content-Length: ${large.length}`, 'Expect: 100-continue');
      await app.clock.advance(2_000);
      expect(codeOf(await answerOn(connection))).toEqual([503, 'busy']);
      expect(connection.heard).not.toContain('100 Continue');
      await connection.closed;
    });

    it('let a client that asks first send its body nevertheless', async () => {
      const connection = await queued(`Content-Length: ${large.length}`, 'Expect: 100-continue');
      const sent = connection.sendBeforeReading(large);
      await app.clock.advance(2_000);
      await sent;
      expect(codeOf(await answerOn(connection))).toEqual([503, 'busy']);
    });

    it('have the service discard no more than the largest body', async () => {
      const connection = await queued('Transfer-Encoding: chunked');
      await app.clock.advance(2_000);
      const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(ONE_CHUNK, 'x'), Buffer.from('\r\n')]);
      const body = Buffer.concat(new Array<Buffer>(300).fill(chunk));
      await Promise.race([connection.sendBeforeReading(body), connection.closed]);
      await connection.closed;
      expect(mostRead()).toBeLessThanOrEqual(7 * MEBIBYTE + ONE_CHUNK + FRAMING);
    });

    it('have the service discard no longer than an image may take', async () => {
      const connection = await queued(`Content-Length: ${large.length}`);
      await app.clock.advance(2_000);
      await answerOn(connection);
      await app.clock.advance(5_000);
      await connection.closed;
    });
  });

  it('are offered with 100 Continue to a client that asks first', async () => {
    const bytes = Buffer.from(JSON.stringify(body));
    const connection = RawConnection.to(app.url);
    connection.send(head(DETECT, [KEY, JSON_TYPE, `Content-Length: ${bytes.length}`, 'Expect: 100-continue']));
    await eventually(() => connection.heard.startsWith('HTTP/1.1 100 Continue'));
    connection.send(bytes);
    expect((await answerOn(connection)).status).toBe(200);
  });

  it('go to the next request as soon as one is free', async () => {
    await hang(2);
    const leaving = new AbortController();
    const first = app
      .ask('/faces/detect', { method: 'POST', body, signal: leaving.signal, headers: { prefer: 'wait=30' } })
      .catch(() => 'left');
    const second = detect();
    await engine.seen(2, 'DetectFaces');
    const third = detect();
    await eventually(async () => (await held())[1] === 1);
    leaving.abort();
    expect([(await third).status, await first]).toEqual([200, 'left']);
    await app.clock.advance(60_000);
    await second;
  });

  it('are taken only for authenticated callers', async () => {
    const strangers = Array.from({ length: 5 }, () => waiting('nonsense'));
    await Promise.all(strangers.map(answerOn));
    expect(await held()).toEqual([0, 0]);
    expect((await detect()).status).toBe(200);
  });

  it('are not taken for requests without an image', async () => {
    await hang(2);
    const running = [detect(), detect()];
    await engine.seen(2, 'DetectFaces');
    const empty = await app.ask('/faces/detect', { method: 'POST' });
    const ids = await app.ask('/collections/staff/faces/delete', { method: 'POST', body: { faceIds: [FACE] } });
    expect([empty.status, ids.status]).toEqual([400, 404]);
    await app.clock.advance(60_000);
    await Promise.all(running);
  });

  it('are two for a comparison of two images', async () => {
    await engine.fail({ operation: 'CompareFaces', fault: 'latency', latencyMs: 60_000, times: 1 });
    const images = { sourceImage: body.image, targetImage: body.image };
    const comparing = app.ask('/faces/compare', { method: 'POST', body: images });
    await engine.seen(1, 'CompareFaces');
    expect(await held()).toEqual([2, 0]);
    await app.clock.advance(60_000);
    await comparing;
  });

  it('are held until a write ends, although its caller has left', async () => {
    const people = new People(engine.url, ACME);
    await people.collection('staff');
    await engine.hold('IndexFaces');
    const leaving = new AbortController();
    const left = app
      .ask('/collections/staff/faces', { method: 'POST', body, signal: leaving.signal })
      .catch(() => 'left');
    await engine.seen(1, 'IndexFaces');
    const before = app.requestsOver;
    leaving.abort();
    await left;
    await eventually(() => app.requestsOver > before);
    expect((await held())[0]).toBe(1);
    engine.release();
    await eventually(async () => (await held())[0] === 0);
    expect((await engine.calls('IndexFaces')).map(({ result }) => result)).toEqual(['ok']);
    people.close();
  });

  it('are never all held by one tenant if there are more than two', async () => {
    await startWith(4);
    await hang(4);
    const acme = Array.from({ length: 4 }, () => detect());
    await engine.seen(3, 'DetectFaces');
    await eventually(async () => (await held())[1] === 1);
    const other = detect('other-key');
    await engine.seen(4, 'DetectFaces');
    expect((await engine.calls('DetectFaces')).map(({ accountId }) => accountId).sort()).toEqual([
      ...new Array<string>(3).fill(ACME.awsAccount),
      OTHER.awsAccount,
    ]);
    await app.clock.advance(60_000);
    await Promise.all([...acme, other]);
  });
});
