import { gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { tenant, TestApp } from '../harness/app.js';
import { AuditFolder } from '../harness/audit.js';
import { eventually } from '../harness/eventually.js';
import { logFaults, problemFaults } from '../harness/problem-rules.js';
import { exchange, head, type RawAnswer, RawConnection } from '../harness/raw-http.js';
import { withWorld } from '../harness/world.js';

const ACME = tenant('acme');
const KEY = 'X-API-Key: acme-key';
const JSON_TYPE = 'Content-Type: application/json';
const FACES = '/collections/staff/users/ann/faces';
const FACE = '00000000-0000-4000-8000-000000000000';
const ORIGIN = 'https://app.example';

const { app, engine, people } = withWorld({ settings: { docs: 'on', corsOrigins: [ORIGIN] } });

afterEach(async () => {
  expect(logFaults(app.logLines)).toEqual([]);
  expect((await app.ask('/health/live', { key: '' })).status).toBe(200);
});

/** Sends one request and returns its answer, which must be the only one. */
async function send(bytes: string | Buffer): Promise<RawAnswer> {
  const answers = await exchange(app.url, bytes);
  expect(answers.length).toBe(1);
  return answers[0]!;
}

/** Sends a request that must be rejected, and returns status and code of the complete problem. */
async function refusal(bytes: string | Buffer): Promise<unknown[]> {
  const answer = await send(bytes);
  expect(problemFaults(answer)).toEqual([]);
  return [answer.status, (JSON.parse(answer.text) as { code: string }).code];
}

/** A request with a body and its Content-Length. */
function withBody(requestLine: string, headers: readonly string[], body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(head(requestLine, [...headers, `Content-Length: ${bytes.length}`])), bytes]);
}

const remove = (body: string | Buffer, headers: readonly string[] = []): Buffer =>
  withBody(`DELETE ${FACES} HTTP/1.1`, [KEY, JSON_TYPE, ...headers], body);

describe('invalid HTTP', () => {
  it.each([
    ['nonsense', 'nonsense\r\n\r\n'],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex')],
    ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a method of another protocol', head('QUACK /me HTTP/1.1', [KEY])],
    ['a lower-case method', head('get /me HTTP/1.1', [KEY])],
    ['a version of nonsense', head('GET /me HTTP/9.9', [KEY])],
    ['a URL with a NUL', head('GET /me\0 HTTP/1.1', [KEY])],
    ['a URL with a blank', head('GET /m e HTTP/1.1', [KEY])],
    ['a header without a colon', head('GET /me HTTP/1.1', [KEY, 'nonsense'])],
    ['a blank before the colon', head('GET /me HTTP/1.1', ['X-API-Key : acme-key'])],
    ['a NUL in a header', head('GET /me HTTP/1.1', [KEY, 'X-A: a\0b'])],
    ['a bare CR in a header', head('GET /me HTTP/1.1', [KEY, 'X-A: a\rX-B: b'])],
    ['a folded header', head('GET /me HTTP/1.1', [KEY, 'X-A: a\r\n b'])],
    [
      'length and chunks',
      `${head(`DELETE ${FACES} HTTP/1.1`, [KEY, JSON_TYPE, 'Content-Length: 4', 'Transfer-Encoding: chunked'])}0\r\n\r\n`,
    ],
    [
      'chunks and length',
      `${head(`POST ${FACES}/disassociate HTTP/1.1`, [KEY, JSON_TYPE, 'Transfer-Encoding: chunked', 'Content-Length: 4'])}0\r\n\r\n`,
    ],
    [
      'chunks behind another coding',
      `${head(`DELETE ${FACES} HTTP/1.1`, [KEY, JSON_TYPE, 'Transfer-Encoding: chunked, identity'])}0\r\n\r\n`,
    ],
    [
      'two lengths',
      `${head(`DELETE ${FACES} HTTP/1.1`, [KEY, JSON_TYPE, 'Content-Length: 2', 'Content-Length: 3'])}{} `,
    ],
    ['a length below zero', head(`DELETE ${FACES} HTTP/1.1`, [KEY, JSON_TYPE, 'Content-Length: -1'])],
    ['a length in hex', head(`DELETE ${FACES} HTTP/1.1`, [KEY, JSON_TYPE, 'Content-Length: 0x2'])],
    [
      'a chunk of nonsense',
      `${head(`DELETE ${FACES} HTTP/1.1`, [KEY, JSON_TYPE, 'Transfer-Encoding: chunked'])}zz\r\n`,
    ],
    [
      'a chunk with a bare LF',
      `${head(`DELETE ${FACES} HTTP/1.1`, [KEY, JSON_TYPE, 'Transfer-Encoding: chunked'])}2\n{}\n0\n\n`,
    ],
  ])('is rejected with 400 malformed-request, once: %s', async (_name, bytes) => {
    expect(await refusal(bytes)).toEqual([400, 'malformed-request']);
  });

  it('does not smuggle a second request after an ambiguous length', async () => {
    const hidden = head('GET /me HTTP/1.1', [KEY]);
    const headers = [KEY, JSON_TYPE, 'Content-Length: 5', 'Transfer-Encoding: chunked'];
    const answers = await exchange(app.url, `${head(`DELETE ${FACES} HTTP/1.1`, headers)}0\r\n\r\n${hidden}`);
    expect(answers.map(({ status }) => status)).toEqual([400]);
  });

  it('without a Host is 400', async () => {
    expect(await refusal(`GET /me HTTP/1.1\r\n${KEY}\r\nConnection: close\r\n\r\n`)).toEqual([
      400,
      'malformed-request',
    ]);
  });
});

describe('a repeated header that may occur once', () => {
  it.each(['evil.example', 'service.example'])('a second Host is rejected and not reflected: %s', async (host) => {
    const bytes = head('GET /me HTTP/1.1', [KEY, `host: ${host}`]);
    expect(await refusal(bytes)).toEqual([400, 'malformed-request']);
    expect(JSON.stringify(await send(bytes))).not.toContain(host);
  });

  it.each([
    ['two API keys', [KEY, 'X-API-Key: other-key'], [400]],
    ['the same key twice', [KEY, KEY], [400]],
    ['two kinds', [KEY, 'Authorization: Bearer other-key'], [400]],
  ])('an ambiguous credential is rejected: %s', async (_name, headers, statuses) => {
    const [status] = await refusal(head('GET /me HTTP/1.1', headers));
    expect(statuses).toContain(status);
  });
});

describe('the size limit', () => {
  it('answers 431 to a head over 32 KiB', async () => {
    const bytes = head('GET /me HTTP/1.1', [KEY, `X-Long: ${'x'.repeat(33 * 1024)}`]);
    expect(await refusal(bytes)).toEqual([431, 'header-fields-too-large']);
  });

  it('admits 200 headers within 32 KiB', async () => {
    const many = Array.from({ length: 200 }, (_, number) => `X-Header-${number}: ${'v'.repeat(50)}`);
    expect((await send(head('GET /me HTTP/1.1', [KEY, ...many]))).status).toBe(200);
  });

  it('never silently drops a credential after thousands of headers', async () => {
    const many = Array.from({ length: 3_000 }, () => 'a: b');
    const answer = await send(head('GET /me HTTP/1.1', [...many, KEY]));
    expect([200, 400, 401, 431]).toContain(answer.status);
    if (answer.status !== 200) expect(problemFaults(answer)).toEqual([]);
  });

  it('answers 414 to a URL over 8 KiB', async () => {
    expect(await refusal(head(`GET /me?${'a'.repeat(8 * 1024)} HTTP/1.1`, [KEY]))).toEqual([414, 'uri-too-long']);
  });

  it('rejects a path segment longer than any id', async () => {
    const [status] = await refusal(head(`GET /collections/${'x'.repeat(2_000)}/users/ann/faces HTTP/1.1`, [KEY]));
    expect([400, 414]).toContain(status);
  });

  it.each([
    ['with a length', (body: string) => remove(body)],
    [
      'in chunks',
      (body: string) =>
        head(`DELETE ${FACES} HTTP/1.1`, [KEY, JSON_TYPE, 'Transfer-Encoding: chunked']) +
        `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ],
  ])('a body over 16 KiB is 413, %s', async (_name, bytes) => {
    expect(await refusal(bytes(`{"faceIds":["${FACE}"]}`.padEnd(16 * 1024 + 1)))).toEqual([413, 'body-too-large']);
  });

  it('admits a body of 16 KiB', async () => {
    expect((await send(remove(`{"faceIds":["${FACE}"]}`.padEnd(16 * 1024)))).status).toBe(404);
  });
});

describe('the time limit', () => {
  it('answers 408 after 5 s to an unfinished head', async () => {
    const connection = RawConnection.to(app.url);
    connection.send('GET /me HTTP/1.1\r\nHost: a\r\n');
    const answers = await connection.rest();
    expect(answers.map(({ status }) => status)).toEqual([408]);
    expect(problemFaults(answers[0]!)).toEqual([]);
  });

  it('answers 408 after 7 s to an unfinished body', async () => {
    const connection = RawConnection.to(app.url);
    connection.send(`${head(`DELETE ${FACES} HTTP/1.1`, [KEY, JSON_TYPE, 'Content-Length: 100'])}{"faceIds":`);
    await eventually(() => app.clock.pending > 0);
    await app.clock.advance(6_999);
    expect(connection.heard).toBe('');
    await app.clock.advance(1);
    const answers = await connection.rest();
    expect(answers.map(({ status }) => status)).toEqual([408]);
    expect(problemFaults(answers[0]!)).toEqual([]);
  });
});

describe('paths', () => {
  it.each(['/%zz', '/%', '/collections/%e0%a4%a/users/ann/faces', '/collections/%ff/users/ann/faces'])(
    'that cannot be decoded are 400 malformed-url: %s',
    async (path) => {
      expect(await refusal(head(`GET ${path} HTTP/1.1`, [KEY]))).toEqual([400, 'malformed-url']);
    },
  );

  it.each([
    '//',
    '//me',
    '/me/',
    '/me//',
    '/ME',
    '/./me',
    '/../me',
    '/%2e%2e/me',
    '/collections/../me',
    '/collections/..%2fme',
    '/%6de%00',
    '/me;a=b',
    '/me%3f',
    '/me%2f',
    '/\\me',
    '/etc/passwd',
    '/..%c0%af..%c0%afetc/passwd',
    '/docs/../../package.json',
    '/docs/..%2f..%2fpackage.json',
    '/docs/%2e%2e/%2e%2e/package.json',
    '/problems/__proto__',
    '/problems/constructor',
    '/problems/toString',
    '/problems/%3Cscript%3E',
    '*me',
    '*',
  ])('that match no route are 404 or 400, and never another route: %s', async (path) => {
    const [status, code] = await refusal(head(`GET ${path} HTTP/1.1`, [KEY]));
    expect(['404 route-not-found', '400 malformed-url', '400 validation-failed']).toContain(
      `${String(status)} ${String(code)}`,
    );
  });

  it.each([
    '/collections/a%2fb/users/ann/faces',
    '/collections/%2e%2e/users/ann/faces',
    '/collections/%2e/users/ann/faces',
    '/collections/../users/ann/faces',
    '/collections/staff/users/%2e%2e/faces',
    '/collections/staff/users/a%00b/faces',
    '/collections/staff/users/a%0d%0ab/faces',
    '/collections/staff/users/%20/faces',
    '/collections/%c3%a4/users/ann/faces',
    '/collections//users/ann/faces',
  ])('with an invalid id are rejected before a call to Rekognition: %s', async (path) => {
    await engine.forgetCalls();
    const [status] = await refusal(head(`GET ${path} HTTP/1.1`, [KEY]));
    expect([400, 404]).toContain(status);
    expect(await engine.calls()).toEqual([]);
  });

  it('in the absolute form mean the same as without host, whatever the host', async () => {
    const answer = await send(head('GET http://evil.example/me HTTP/1.1', [KEY]));
    expect([200, 400, 404]).toContain(answer.status);
    expect(JSON.stringify(answer)).not.toContain('evil.example');
  });

  it.each(['*', 'evil.example:443', 'me', '?', '#'])('of other forms are rejected: %s', async (target) => {
    const [status] = await refusal(head(`GET ${target} HTTP/1.1`, [KEY]));
    expect([400, 404]).toContain(status);
  });

  it('CONNECT is rejected', async () => {
    const answers = await exchange(app.url, head('CONNECT evil.example:443 HTTP/1.1', [KEY]));
    for (const { status } of answers) expect(status).toBeGreaterThanOrEqual(400);
  });
});

describe('request ids of callers', () => {
  const FORGED = '{"level":30,"msg":"forged"}';

  it.each([
    ['blanks', 'a b'],
    ['too long', 'x'.repeat(65)],
    ['markup', '<script>alert(1)</script>'],
    ['a log line', FORGED],
    ['terminal escapes', '\u001b[31mred'.replace('\u001b', '%1b')],
    ['bytes above ASCII', '\u00e4\u00f6\u00fc'],
    ['quotes', '"},{"'],
    ['an empty name', ''],
  ])('are replaced if they are invalid: %s', async (_name, value) => {
    const answer = await send(head('GET /nowhere HTTP/1.1', [KEY, `X-Request-Id: ${value}`, `traceparent: ${value}`]));
    expect(problemFaults(answer)).toEqual([]);
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
    if (value !== '') expect(JSON.stringify(answer)).not.toContain(value);
  });

  it('are used if they are valid', async () => {
    const answer = await send(head('GET /me HTTP/1.1', [KEY, 'X-Request-Id: my.request_1-a']));
    expect(answer.headers['x-request-id']).toBe('my.request_1-a');
  });

  it('that occur twice are not combined', async () => {
    const answer = await send(head('GET /me HTTP/1.1', [KEY, 'X-Request-Id: one', 'X-Request-Id: two']));
    expect(answer.headers['x-request-id']).not.toMatch(/,/);
  });

  it.each([
    '00-00000000000000000000000000000000-0000000000000001-01',
    '00-0123456789abcdef0123456789abcdef-0000000000000000-01',
    'ff-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    '00-0123456789ABCDEF0123456789ABCDEF-0123456789ABCDEF-01',
    '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01-more',
  ])('start a new trace if theirs is invalid: %s', async (traceparent) => {
    const answer = await send(head('GET /me HTTP/1.1', [KEY, `traceparent: ${traceparent}`]));
    expect(answer.headers['traceparent']).not.toContain(traceparent.slice(3, 35).toLowerCase());
  });

  it('cannot inject headers or log lines with an escaped CRLF in path, query or key', async () => {
    const path = '/nowhere%0d%0aX-Forged:%20yes?a=%0d%0a%7b%22msg%22:%22forged%22%7d';
    const answer = await send(head(`GET ${path} HTTP/1.1`, [KEY, 'Idempotency-Key: %0d%0aX-Forged: yes']));
    expect(problemFaults(answer)).toEqual([]);
    expect(answer.headers['x-forged']).toBeUndefined();
    expect(app.logLines.filter((line) => /forged/i.test(line))).toEqual([]);
  });

  it('cause no repeated header and none with the caller’s input', async () => {
    const answer = await send(head('GET /nowhere HTTP/1.1', [KEY, 'X-Forged: yes', 'Prefer: wait=1, evil="\\"']));
    const names = answer.lines.map(([name]) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(JSON.stringify(answer.lines)).not.toMatch(/forged|evil/i);
  });
});

describe('bodies', () => {
  it.each([
    ['gzip', gzipSync(`{"faceIds":["${FACE}"]}`), ['Content-Encoding: gzip'], 415, 'unsupported-media-type'],
    ['another type', `<a/>`, [], 415, 'unsupported-media-type'],
    ['__proto__', '{"__proto__":{"faceIds":["x"]}}', [], 400, 'malformed-json'],
    ['__proto__ deeper', '{"faceIds":[{"__proto__":{"a":1}}]}', [], 400, 'malformed-json'],
    ['__proto__ in escapes', '{"\\u005f_proto__":{"a":1}}', [], 400, 'malformed-json'],
    ['constructor', '{"constructor":{"prototype":{"a":1}}}', [], 400, 'validation-failed'],
    ['deep nesting', `${'['.repeat(8_000)}${']'.repeat(8_000)}`, [], 400, undefined],
    ['overlong UTF-8', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]), [], 400, 'malformed-json'],
    ['half a surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), [], 400, 'malformed-json'],
    ['UTF-16', Buffer.from('\ufeff{"faceIds":[]}', 'utf16le'), [], 400, 'malformed-json'],
    ['NUL', '\0', [], 400, 'malformed-json'],
    ['a huge number', '{"faceIds":1e999}', [], 400, 'validation-failed'],
    ['one quote', '"', [], 400, 'malformed-json'],
  ] as [string, string | Buffer, string[], number, string | undefined][])(
    'that do not match their headers, or are malicious, are rejected: %s',
    async (name, body, headers, status, code) => {
      await engine.forgetCalls();
      const bytes =
        name === 'another type'
          ? withBody(`DELETE ${FACES} HTTP/1.1`, [KEY, 'Content-Type: text/xml'], body)
          : remove(body, headers);
      const told = await refusal(bytes);
      expect(told[0]).toBe(status);
      if (code !== undefined) expect(told[1]).toBe(code);
      expect(await engine.calls()).toEqual([]);
      expect(({} as { a?: unknown }).a).toBeUndefined();
    },
  );

  it('with a repeated member use the last one', async () => {
    const twice = `{"faceIds":["nonsense"],"faceIds":["${FACE}"]}`;
    expect(await refusal(remove(twice))).toEqual([404, 'resource-not-found']);
  });

  it('with a byte order mark are read or rejected, never 500', async () => {
    const [status] = await refusal(remove(`\ufeff{"faceIds":["${FACE}"]}`));
    expect([400, 404]).toContain(status);
  });

  it('are requested with 100 Continue if the client expects it', async () => {
    const connection = RawConnection.to(app.url);
    const body = `{"faceIds":["${FACE}"]}`;
    connection.send(
      head(`DELETE ${FACES} HTTP/1.1`, [KEY, JSON_TYPE, `Content-Length: ${body.length}`, 'Expect: 100-continue']),
    );
    await eventually(() => connection.heard.startsWith('HTTP/1.1 100 Continue'));
    connection.send(body);
    expect((await connection.rest()).map(({ status }) => status)).toEqual([404]);
  });

  it.each(['200-maybe', '100-continued', ''])(
    'with an unsupported expectation are rejected: "%s"',
    async (expectation) => {
      for (const bytes of [
        head('GET /me HTTP/1.1', [KEY, `Expect: ${expectation}`]),
        remove(`{"faceIds":["${FACE}"]}`, [`Expect: ${expectation}`]),
      ]) {
        expect(await refusal(bytes)).toEqual([417, 'expectation-failed']);
      }
    },
  );

  it('with several expectations are rejected', async () => {
    const answers = await exchange(app.url, head('GET /me HTTP/1.1', [KEY, 'Expect: 100-continue, 200-maybe']));
    expect(answers.map(({ status }) => status)).toEqual([417]);
  });

  it('with an expectation in HTTP/1.0, which does not define any, are read', async () => {
    const answers = await exchange(app.url, `GET /me HTTP/1.0\r\n${KEY}\r\nExpect: 200-maybe\r\n\r\n`);
    expect(answers.map(({ status }) => status)).toEqual([200]);
  });

  it.each(['GET', 'HEAD'])('of a %s are ignored', async (method) => {
    const [answer] = await exchange(app.url, withBody(`${method} /me HTTP/1.1`, [KEY, JSON_TYPE], '{'));
    expect(answer?.status).toBe(200);
  });
});

describe('bytes that are not HTTP, after a complete request,', () => {
  const GARBAGE: [string, string | Buffer][] = [
    ['nonsense', 'nonsense\r\n\r\n'],
    ['one byte', '\0'],
    ['TLS', Buffer.from('16030100c8010000c40303', 'hex')],
    ['a request without a colon in its header', 'GET /me HTTP/1.1\r\nnonsense\r\n\r\n'],
    ['a head over 32 KiB', `GET /me HTTP/1.1\r\nX-Long: ${'x'.repeat(33 * 1_024)}`],
  ];
  beforeEach(async () => {
    await people.empty();
    for (const id of ['one', 'two']) await people.collection(id);
  });

  const open = (requestLine: string, ...headers: string[]): Buffer =>
    Buffer.from([requestLine, 'Host: a', KEY, ...headers, '', ''].join('\r\n'));
  const deletion = (id: string, ...headers: string[]): Buffer => open(`DELETE /collections/${id} HTTP/1.1`, ...headers);
  const after = (...parts: (string | Buffer)[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part)));

  it.each(GARBAGE)('do not affect the answer to a write, and close the connection: %s', async (_name, garbage) => {
    const answer = await send(after(deletion('one'), garbage));
    expect([answer.status, answer.headers['connection'], await people.collections()]).toEqual([204, 'close', ['two']]);
  });

  it('do not affect the answer to a write that closes the connection', async () => {
    expect((await send(after(deletion('one', 'Connection: close'), 'nonsense\r\n\r\n'))).status).toBe(204);
  });

  it('do not affect the answer to a write with a body', async () => {
    await people.user('one', 'ann', 1);
    const [face = ''] = await people.facesOf('one', 'ann');
    const body = `{"faceIds":["${face}"]}`;
    const head = open('DELETE /collections/one/users/ann/faces HTTP/1.1', JSON_TYPE, `Content-Length: ${body.length}`);
    const answer = await send(after(head, body, '}\r\n\r\n'));
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([200, { disassociatedFaces: [{ faceId: face }] }]);
  });

  it.each(['GET', 'HEAD'])('do not affect the answer to a %s', async (method) => {
    const answers = await exchange(app.url, after(open(`${method} /collections/one HTTP/1.1`), 'nonsense\r\n\r\n'));
    expect(answers.map(({ status }) => status)).toEqual([200]);
  });

  it('do not affect the answers to all earlier requests, in order', async () => {
    const pipelined = after(deletion('one'), deletion('nowhere'), deletion('two'), 'nonsense\r\n\r\n');
    const answers = await exchange(app.url, pipelined);
    expect(answers.map(({ status }) => status)).toEqual([204, 404, 204]);
  });

  it('in the body of a second request reject only that request, after the answer to the first', async () => {
    const chunked = open('DELETE /collections/two HTTP/1.1', 'Transfer-Encoding: chunked');
    const answers = await exchange(app.url, after(deletion('one'), chunked, 'zz\r\n'));
    expect(answers.map(({ status }) => status)).toEqual([204, 400]);
    expect(problemFaults(answers[1]!)).toEqual([]);
    expect(await people.collections()).toEqual(['two']);
  });

  it('do not affect the idempotency record and the audit of a write', async () => {
    const audit = AuditFolder.make();
    const audited = await TestApp.start(engine.url, { tenants: [ACME], ...audit.settings });
    const keyed = after(deletion('one', 'Idempotency-Key: with-garbage'), 'nonsense\r\n\r\n');
    const answers = await exchange(audited.url, keyed);
    const again = await audited.ask('/collections/one', {
      method: 'DELETE',
      headers: { 'idempotency-key': 'with-garbage' },
    });
    await audited.close();
    const told = audit.writes.map(({ event, outcome }) => [event, outcome]);
    audit.remove();
    expect(answers.map(({ status }) => status)).toEqual([204]);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([204, 'true']);
    expect(told).toEqual([
      ['intent', undefined],
      ['outcome', 'ok'],
    ]);
  });
});

describe('a DELETE without a body', () => {
  const query = `${FACES}?faceId=${FACE}`;

  it.each([
    ['neither length nor type', []],
    ['a JSON type and no length', [JSON_TYPE]],
    ['a JSON type and length 0', [JSON_TYPE, 'Content-Length: 0']],
    ['a type of nonsense', ['Content-Type: ;;;']],
  ])('uses the ids in the query: %s', async (_name, headers) => {
    expect(await refusal(head(`DELETE ${query} HTTP/1.1`, [KEY, ...headers]))).toEqual([404, 'resource-not-found']);
  });

  it.each([
    ['a JSON type', [JSON_TYPE]],
    ['no type', []],
    ['another type', ['Content-Type: text/plain']],
  ])('with an empty chunked body uses the ids in the query: %s', async (_name, headers) => {
    const bytes = `${head(`DELETE ${query} HTTP/1.1`, [KEY, 'Transfer-Encoding: chunked', ...headers])}0\r\n\r\n`;
    expect(await refusal(bytes)).toEqual([404, 'resource-not-found']);
  });

  it('with an empty chunked body and no ids is answered delete-body-missing', async () => {
    const headers = [KEY, JSON_TYPE, 'Transfer-Encoding: chunked'];
    const bytes = `${head(`DELETE ${FACES} HTTP/1.1`, headers)}0\r\n\r\n`;
    expect(await refusal(bytes)).toEqual([400, 'delete-body-missing']);
  });
});

describe('connections of callers', () => {
  it('of HTTP/1.0 are answered and closed', async () => {
    const [answer] = await exchange(app.url, `GET /me HTTP/1.0\r\n${KEY}\r\n\r\n`);
    expect([answer?.status, answer?.headers['connection']]).toEqual([200, 'close']);
  });

  it('answer pipelined requests in order', async () => {
    const one = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${KEY}\r\n\r\n`;
    const answers = await exchange(app.url, `${one('/me')}${one('/nowhere')}${head('GET /health/live HTTP/1.1')}`);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200]);
  });

  it('are not upgraded to another protocol', async () => {
    const answers = await exchange(
      app.url,
      `GET /me HTTP/1.1\r\nHost: a\r\n${KEY}\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n`,
    );
    for (const { status } of answers) expect(status).not.toBe(101);
  });
});

describe('a request target', () => {
  it.each([
    ['/%6de', 200],
    ['http://elsewhere.example/me', 200],
    ['http://elsewhere.example/%6de?x', 400],
    [`${FACES}/%64isassociate`, 405],
    [`http://elsewhere.example${FACES}/disassociate`, 405],
    ['/%68ealth/live', 405],
  ])('has the same meaning in every spelling: DELETE or GET %s is %i', async (target, status) => {
    const method = status === 405 ? 'DELETE' : 'GET';
    const [answer] = await exchange(app.url, head(`${method} ${target} HTTP/1.1`, [KEY]));
    expect(answer?.status).toBe(status);
    if (status === 405) expect(answer?.headers['allow']).toBe(target.includes('live') ? 'GET, HEAD' : 'POST');
  });
});

describe('methods', () => {
  const ROUTES: [path: string, allow: string][] = [
    [FACES, 'DELETE, GET, HEAD, POST'],
    [`${FACES}/disassociate`, 'POST'],
    [`${FACES}/${FACE}`, 'DELETE'],
    ['/me', 'GET, HEAD'],
    ['/health/live', 'GET, HEAD'],
    ['/health/ready', 'GET, HEAD'],
    ['/metrics', 'GET, HEAD'],
    ['/openapi.json', 'GET, HEAD'],
    ['/problems/internal', 'GET, HEAD'],
  ];
  const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE', 'QUERY'];

  it.each(ROUTES)('that %s does not support are answered 405 with Allow: %s', async (path, allow) => {
    for (const method of METHODS.filter((name) => !allow.split(', ').includes(name))) {
      const answer = await send(head(`${method} ${path} HTTP/1.1`, [KEY]));
      expect([method, answer.status, answer.headers['allow']]).toEqual([method, 405, allow]);
      expect(problemFaults(answer)).toEqual([]);
    }
  });

  it.each(['/me', '/health/live', '/openapi.json', '/problems/internal'])(
    'HEAD %s is GET without the body',
    async (path) => {
      const get = await send(head(`GET ${path} HTTP/1.1`, [KEY]));
      const [answer] = await exchange(app.url, head(`HEAD ${path} HTTP/1.1`, [KEY]));
      expect([answer?.status, answer?.text]).toEqual([200, '']);
      expect([answer?.headers['content-type'], answer?.headers['content-length']]).toEqual([
        get.headers['content-type'],
        get.headers['content-length'],
      ]);
    },
  );

  it('include HEAD of a list, as a read', async () => {
    const [answer] = await exchange(app.url, head(`HEAD ${FACES} HTTP/1.1`, [KEY]));
    expect([answer?.status, answer?.text]).toEqual([404, '']);
  });

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])('%s of an unknown path is answered 404', async (method) => {
    expect(await refusal(head(`${method} /nowhere HTTP/1.1`, [KEY]))).toEqual([404, 'route-not-found']);
  });

  it('include OPTIONS without an origin, which reveals no more than GET', async () => {
    const answer = await send(head(`OPTIONS ${FACES} HTTP/1.1`));
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers['access-control-allow-origin']).not.toBe('*');
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string, method = 'DELETE'): Promise<RawAnswer> =>
    send(
      head(`OPTIONS ${FACES} HTTP/1.1`, [
        `Origin: ${origin}`,
        `Access-Control-Request-Method: ${method}`,
        'Access-Control-Request-Headers: x-api-key, content-type, idempotency-key, prefer',
      ]),
    );

  it('that are listed may send the documented methods and headers', async () => {
    const { status, headers } = await preflight(ORIGIN);
    expect([status, headers['access-control-allow-origin']]).toEqual([204, ORIGIN]);
    expect(headers['access-control-allow-methods']).toContain('DELETE');
    for (const name of ['x-api-key', 'content-type', 'idempotency-key', 'prefer']) {
      expect(headers['access-control-allow-headers']?.toLowerCase()).toContain(name);
    }
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(headers['vary']?.toLowerCase()).toContain('origin');
  });

  it('that are listed may read the documented headers of answers and problems', async () => {
    for (const path of ['/me', '/nowhere']) {
      const { headers } = await send(head(`GET ${path} HTTP/1.1`, [KEY, `Origin: ${ORIGIN}`]));
      expect(headers['access-control-allow-origin']).toBe(ORIGIN);
      const exposed = headers['access-control-expose-headers']?.split(/, */).sort();
      expect(exposed).toEqual(
        [
          'Idempotency-Replayed',
          'Link',
          'Location',
          'Preference-Applied',
          'RateLimit',
          'RateLimit-Policy',
          'Retry-After',
          'X-Request-Id',
        ].sort(),
      );
    }
  });

  it.each(['https://evil.example', `${ORIGIN}.evil.example`, 'https://APP.example.', 'null', 'http://app.example'])(
    'that are not listed are allowed nothing: %s',
    async (origin) => {
      const before = await preflight(origin);
      const plain = await send(head('GET /me HTTP/1.1', [KEY, `Origin: ${origin}`]));
      for (const { headers } of [before, plain]) expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(plain.headers['vary']?.toLowerCase()).toContain('origin');
    },
  );

  it('are allowed nothing if no origin is listed', async () => {
    const closed = await TestApp.start(engine.url, { tenants: [ACME] });
    try {
      const bytes = head('GET /me HTTP/1.1', [KEY, `Origin: ${ORIGIN}`]);
      const [answer] = await exchange(closed.url, bytes);
      expect(answer?.headers['access-control-allow-origin']).toBeUndefined();
    } finally {
      await closed.close();
    }
  });
});
