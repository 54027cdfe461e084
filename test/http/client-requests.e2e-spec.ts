import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Answer, Ask } from '../harness/app.js';
import { bytesOf, formWith, imageOf, inJson } from '../harness/images.js';
import { exchange, type RawAnswer } from '../harness/raw-http.js';
import { withWorld } from '../harness/world.js';

const ANN = imageOf('ann');
const BASE64 = ANN.toString('base64');
const DETECT = '/faces/detect';
const FACES = '/collections/staff/users/ann/faces';

const world = withWorld();
let ID: string;
let OTHER: string;

beforeAll(async () => {
  [ID = '', OTHER = ''] = await world.people.user('staff', 'ann', 2);
});

interface Problem {
  code: string;
  detail: string;
  errors?: { pointer: string; detail: string }[];
}

const ask = (path: string, request: Ask = {}): Promise<Answer<Problem>> => world.app.ask<Problem>(path, request);

async function faultsOf(path: string, request: Ask = {}): Promise<unknown> {
  const { status, body } = await ask(path, request);
  return [status, body.code, (body.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`)];
}

/** A request whose headers are sent unchanged. */
async function raw(method: string, path: string, headers: readonly string[], body = ''): Promise<RawAnswer> {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: a', 'Connection: close', ...headers];
  if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  const [answer] = await exchange(world.app.url, `${lines.join('\r\n')}\r\n\r\n${body}`);
  if (answer === undefined) throw new Error('there was no answer');
  return answer;
}

describe('Accept', () => {
  it.each(['application/problem+json', 'text/html', 'application/octet-stream'])(
    'of %s is accepted if the answer has no body',
    async (accept) => {
      for (const path of [`${FACES}/${ID}`, '/collections/staff/tags?tagKey=site'])
        expect([path, (await ask(path, { method: 'DELETE', headers: { accept } })).status]).toEqual([path, 204]);
    },
  );

  it.each(['application/problem+json', 'application/*+json', '*/*;q=0.1', 'text/html, application/hal+json'])(
    'of %s is answered with JSON',
    async (accept) => {
      const { status, headers } = await ask('/me', { headers: { accept } });
      expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    },
  );
});

describe('a form', () => {
  function formOf(name: string, bytes: number, fileName?: string): FormData {
    const form = new FormData();
    if (fileName === undefined) form.set(name, 'x'.repeat(bytes));
    else form.set(name, new Blob([new Uint8Array(bytes)]), fileName);
    return form;
  }

  it.each([
    ['file', 38_000, 'ann.jpg'],
    ['photo', 1_000, 'ann.jpg'],
    ['image[]', 38_000, 'ann.jpg'],
    ['avatar', 6_000_000, 'ann.jpg'],
    ['note', 38_000, undefined],
  ])(
    'with its image in a part named %s of %d bytes is rejected with the right name of the part',
    async (name, bytes, fileName) => {
      const { status, body } = await ask(DETECT, { method: 'POST', payload: formOf(name, bytes, fileName) });
      expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([400, 'validation-failed', `/${name}`]);
      expect(body.errors?.[0]?.detail).toMatch(/a file must be in a part named image$/);
    },
  );

  it('with an extra file is rejected with that reason', async () => {
    const form = formWith([['image', ANN]], {});
    form.set('thumbnail', new Blob([bytesOf(ANN)]), 'small.jpg');
    expect(await faultsOf(DETECT, { method: 'POST', payload: form })).toEqual([
      400,
      'validation-failed',
      ['/thumbnail is not the name of a file: a file must be in a part named image'],
    ]);
  });

  it('without an image, or with an empty one, is rejected with that reason', async () => {
    const empty = formOf('image', 0);
    const required = await faultsOf(DETECT, { method: 'POST', payload: formWith([], { attributes: 'ALL' }) });
    expect(required).toEqual([400, 'validation-failed', ['/image is required']]);
    expect(await faultsOf(DETECT, { method: 'POST', payload: empty })).toEqual([
      400,
      'validation-failed',
      ['/image/bytes the image is empty'],
    ]);
  });

  it('without a boundary is rejected with that reason', async () => {
    const headers = { 'content-type': 'multipart/form-data' };
    const { status, body } = await ask(DETECT, { method: 'POST', headers, body: 'x' });
    expect([status, body.code]).toEqual([400, 'malformed-multipart']);
    expect(body.detail).toContain('boundary');
  });
});

describe('base64', () => {
  const lines = BASE64.replace(/.{76}/g, '$&\r\n');

  it.each([
    ['with line breaks', lines],
    ['with a trailing newline', `${BASE64}\n`],
    ['as a data URL', `data:image/jpeg;base64,${BASE64}`],
    ['as a data URL with parameters', `data:image/png;name=a.png;base64,${BASE64}`],
    ['in the URL-safe alphabet', BASE64.replaceAll('+', '-').replaceAll('/', '_')],
    ['without padding', BASE64.replace(/=+$/, '')],
    ['without padding, in lines', `${lines.replace(/=+$/, '')}\n`],
  ])('%s is the same image', async (_how, bytes) => {
    const answer = await ask(DETECT, { method: 'POST', body: { image: { bytes } } });
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('boundingBox')]);
  });

  it.each([
    ['abc*def', 'character 4 is not a base64 character'],
    ['data:image/png;base64,ab!d', 'character 25 is not a base64 character'],
    ['QUJDRA=QUJD', 'character 7 is not a base64 character'],
    ['QUJDR', 'it ends after 5 characters, in the middle of a byte'],
  ])('is rejected with the position of the error: %j', async (bytes, fault) => {
    expect(await faultsOf(DETECT, { method: 'POST', body: { image: { bytes } } })).toEqual([
      400,
      'validation-failed',
      [`/image/bytes must be an image in base64: ${fault}`],
    ]);
  });
});

describe('Content-Type', () => {
  it.each([
    'application/json;charset=utf8',
    'application/json;',
    'application/json; odata=verbose',
    'application/json\t; charset="UTF-8"',
    'Application/JSON; charset=us-ascii; q=1',
  ])('%s is JSON', async (type) => {
    const { status } = await ask(FACES, {
      method: 'DELETE',
      headers: { 'content-type': type },
      body: JSON.stringify({ faceIds: [ID] }),
    });
    expect(status).toBe(200);
  });

  it.each(['image/jpg', 'image/pjpeg', 'image/jpeg; charset=binary', 'IMAGE/PNG', 'image/x-png'])(
    '%s is an image',
    async (type) => {
      const headers = { 'content-type': type };
      expect((await ask(DETECT, { method: 'POST', headers, payload: bytesOf(ANN) })).status).toBe(200);
    },
  );

  it.each([
    [DETECT, 'text/plain', 'application/json, multipart/form-data, image/jpeg or image/png'],
    ['/collections', 'application/json; charset=utf-16', 'application/json'],
    ['/faces/compare', 'image/png', 'application/json, multipart/form-data'],
  ])('of an unsupported type is answered with the supported ones: %s', async (path, type, types) => {
    const { status, body } = await ask(path, { method: 'POST', headers: { 'content-type': type }, body: 'x' });
    expect([status, body.code, body.detail]).toEqual([415, 'unsupported-media-type', expect.stringContaining(types)]);
  });
});

describe('lists and booleans in a query', () => {
  it.each([
    'faceId[]=ONE&faceId[]=TWO',
    'faceId[0]=ONE&faceId[1]=TWO',
    'faceId=ONE&faceId[]=TWO',
    'faceId%5B%5D=ONE&faceId%5B%5D=TWO',
  ])('%s are read as axios and PHP write them', async (query) => {
    const path = `${FACES}?${query.replace('ONE', ID).replace('TWO', OTHER)}`;
    const { status, text } = await ask(path, { method: 'DELETE' });
    expect([status, text]).toEqual([200, expect.stringContaining(ID)]);
    expect(text).toContain(OTHER);
  });

  it('joined by commas are rejected with the right syntax', async () => {
    expect(await faultsOf(`${FACES}?faceId=${ID},${ID}`, { method: 'DELETE' })).toEqual([
      400,
      'validation-failed',
      ['/query/faceId/0 must be a lower-case UUID; send each value by itself, not joined by commas'],
    ]);
  });

  it.each(['True', 'TRUE', '1', 'true', 'False', '0'])('%s is a boolean', async (value) => {
    const path = `/collections/staff/users/search?requireSingleFace=${value}`;
    const headers = { 'content-type': 'image/png' };
    expect((await ask(path, { method: 'POST', headers, payload: bytesOf(ANN) })).status).toBe(200);
  });
});

describe('a body of null', () => {
  it('is no body', async () => {
    await world.people.user('staff', 'gone', 0);
    const request = { method: 'DELETE', headers: { 'content-type': 'application/json' }, body: 'null' };
    const byQuery = await ask(`${FACES}?faceId=${ID}`, request);
    const deleted = await ask('/collections/staff/users/gone', request);
    const missing = await ask(FACES, request);
    expect([byQuery.status, deleted.status, missing.body.code]).toEqual([200, 204, 'face-ids-required']);
  });
});

describe('a header that is sent twice', () => {
  const CREATE = JSON.stringify({ userId: 'twice' });
  const KEY = 'X-API-Key: acme-key';
  const JSON_TYPE = 'Content-Type: application/json';

  it('is rejected for Idempotency-Key, without an effect', async () => {
    const twice = ['Idempotency-Key: one', 'Idempotency-Key: one'];
    const answer = await raw('POST', '/collections/staff/users', [KEY, JSON_TYPE, ...twice], CREATE);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('/header/idempotency-key')]);
    expect(await world.engine.calls('CreateUser')).toEqual([]);
  });

  it('is rejected for X-API-Key', async () => {
    const answer = await raw('GET', '/me', [KEY, KEY]);
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('/header/x-api-key')]);
  });

  it('counts as absent for X-Request-Id and traceparent', async () => {
    const trace = `traceparent: 00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const { status, headers } = await raw('GET', '/me', [KEY, 'X-Request-Id: one', 'X-Request-Id: one', trace, trace]);
    expect([status, headers['x-request-id']]).toEqual([200, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(headers['traceparent']).not.toContain('a'.repeat(32));
  });

  it('is combined for Prefer, as its grammar requires', async () => {
    const { headers } = await raw('GET', '/me', [KEY, 'Prefer: note="a, wait=9"', 'Prefer: wait=7']);
    expect(headers['preference-applied']).toBe('wait=7');
  });

  it('is the same idempotency key with and without parameters', async () => {
    const keys = ['Idempotency-Key: "k-1"', 'Idempotency-Key: "k-1";a=1', 'Idempotency-Key: k-1'];
    const answers: RawAnswer[] = [];
    for (const key of keys) answers.push(await raw('POST', '/collections/staff/users', [KEY, JSON_TYPE, key], CREATE));
    expect(answers.map(({ status, headers }) => [status, headers['idempotency-replayed']])).toEqual([
      [201, undefined],
      [201, 'true'],
      [201, 'true'],
    ]);
  });
});

describe('Authorization beside X-API-Key', () => {
  it.each(['Basic dXNlcjpwYXNz', 'Negotiate YII=', '', 'Bearer acme-key', 'ApiKey acme-key'])(
    'is ignored if it is %j',
    async (authorization) => {
      expect((await ask('/me', { headers: { authorization } })).status).toBe(200);
    },
  );

  it('is rejected if it is another key', async () => {
    const answer = await faultsOf('/me', { headers: { authorization: 'Bearer other' } });
    const fault = '/header/authorization must not be sent together with another credential in X-API-Key';
    expect(answer).toEqual([400, 'validation-failed', [fault]]);
  });

  it('is a credential by itself in the ApiKey scheme', async () => {
    const { headers } = await ask('/me', { key: '' });
    expect(headers.get('www-authenticate')).toContain('ApiKey');
    expect((await ask('/me', { key: '', headers: { authorization: 'ApiKey acme-key' } })).status).toBe(200);
  });
});

describe('errors', () => {
  const USERS = '/collections/staff/users';
  const post = (body: object): Ask => ({ method: 'POST', body });

  it.each<[string, string, Ask, string]>([
    ['a limit below 1', `${USERS}?limit=-1`, {}, '/query/limit must be at least 1'],
    ['a limit of 0', `${USERS}?limit=0`, {}, '/query/limit must be at least 1'],
    ['a limit that is not a number', `${USERS}?limit=abc`, {}, '/query/limit must be a whole number'],
    ['a limit with a fraction', `${USERS}?limit=1.5`, {}, '/query/limit must be a whole number'],
    ['a limit that is too high', `${USERS}?limit=501`, {}, '/query/limit must be at most 500'],
    [
      'a number in quotes',
      FACES,
      post({ faceIds: ['c92265d4-5f9c-43af-a58e-12be0ce02bc3'], userMatchThreshold: '75' }),
      '/userMatchThreshold must be a number from 0 to 100',
    ],
    ['a string instead of a list', FACES, post({ faceIds: 'x' }), '/faceIds must be a list'],
    ['a missing member', USERS, post({}), '/userId is required'],
    ['a number instead of a string', USERS, post({ userId: 7 }), '/userId must be a string'],
    ['an empty image', DETECT, post({ image: { bytes: '' } }), '/image/bytes the image is empty'],
    [
      'a string instead of an image',
      DETECT,
      post({ image: 'x' }),
      '/image must be an object with either bytes or s3Object',
    ],
    ['no image', DETECT, post({}), '/image is required'],
    [
      'two images',
      DETECT,
      post({ image: { ...inJson(ANN), s3Object: { bucket: 'photos', name: 'a' } } }),
      '/image must be an object with either bytes or s3Object',
    ],
  ])('list a fault once: %s', async (_name, path, request, fault) => {
    expect(await faultsOf(path, request)).toEqual([400, 'validation-failed', [fault]]);
  });
});

describe('options in query and body', () => {
  const path = '/collections/staff/users/search?maxUsers=3';

  it('may be equal', async () => {
    const form = formWith([['image', ANN]], { maxUsers: '3' });
    expect((await ask(path, { method: 'POST', payload: form })).status).toBe(200);
  });

  it('must not differ', async () => {
    const form = formWith([['image', ANN]], { maxUsers: '4' });
    expect(await faultsOf(path, { method: 'POST', payload: form })).toEqual([
      400,
      'validation-failed',
      ['/query/maxUsers must not differ from the same member of the body'],
    ]);
  });
});

describe('a 404', () => {
  it.each([
    ['/collections/nowhere/users', {}, 'collection'],
    ['/collections/nowhere/users/ann/faces', {}, 'collection'],
    ['/collections/staff/users/nobody', {}, 'user'],
    ['/collections/staff/users/nobody', { method: 'DELETE' }, 'user'],
  ])('of %s %j names the kind of the missing resource: %s', async (path, request: Ask, resource) => {
    const { status, body } = await ask(path, request);
    expect([status, body]).toEqual([
      404,
      expect.objectContaining({ code: 'resource-not-found', resource, detail: expect.stringContaining(resource) }),
    ]);
  });

  it('of a face names the face', async () => {
    const { status, body } = await ask('/collections/staff/faces/c92265d4-5f9c-43af-a58e-12be0ce02bc3/matches');
    expect([status, body]).toEqual([404, expect.objectContaining({ code: 'face-not-found', resource: 'face' })]);
  });
});

describe('an image of fewer than 80 pixels', () => {
  const small = Buffer.from(ANN);
  small.writeUInt32BE(79, 16);
  /** A JPEG's start, an application segment, and a frame header of 80 × 79 pixels. */
  const jpeg = Buffer.from('ffd8ffe000040000ffc00011080050004f03012200021101031101', 'hex');

  it.each([
    ['/faces/detect', ['image']],
    ['/faces/compare', ['sourceImage', 'targetImage']],
    ['/collections/staff/faces', ['image']],
    ['/collections/staff/faces/search', ['image']],
    ['/collections/staff/users/search', ['image']],
  ])('is 422 image-too-small at %s, and is not sent', async (path, names) => {
    for (const image of [small, jpeg]) {
      const body = Object.fromEntries(names.map((name) => [name, inJson(image)]));
      const { status, body: problem } = await ask(path, { method: 'POST', body });
      expect([status, problem.code]).toEqual([422, 'image-too-small']);
    }
    expect(await world.engine.calls()).toEqual([]);
  });
});

describe('a page of another origin', () => {
  const origins = ['https://app.example', 'capacitor://localhost', 'http://localhost:*'];
  const world = withWorld({ settings: { corsOrigins: origins } });

  function raw(method: string, path: string, headers: readonly string[]): Promise<RawAnswer | undefined> {
    const lines = [`${method} ${path} HTTP/1.1`, 'Host: a', 'Connection: close', ...headers];
    return exchange(world.app.url, `${lines.join('\r\n')}\r\n\r\n`).then(([answer]) => answer);
  }

  it.each([
    ['an answer', 'GET', '/me', 401],
    ['a missing route', 'GET', '/nowhere', 404],
    ['a wrong method', 'POST', '/me', 405],
    ['a broken escape', 'GET', '/me%zz', 400],
    ['a URL that is too long', 'GET', `/me?${'x'.repeat(9_000)}`, 414],
  ])('can read %s', async (_what, method, path, status) => {
    for (const origin of ['https://app.example', 'capacitor://localhost', 'http://localhost:5173']) {
      const answer = await raw(method, path, [`Origin: ${origin}`]);
      expect([answer?.status, answer?.headers['access-control-allow-origin']]).toEqual([status, origin]);
      expect(answer?.headers['access-control-expose-headers']).toContain('X-Request-Id');
    }
  });

  it('can read answers to invalid HTTP', async () => {
    for (const [head, status] of [
      [`GET /me HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
      ['GET /me HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', 400],
    ] as const) {
      const [answer] = await exchange(world.app.url, head);
      expect([answer?.status, answer?.headers['access-control-allow-origin']]).toEqual([status, '*']);
    }
  });

  it.each(['/collections', '/me%zz', '/nowhere'])('gets an answer to a preflight request at %s', async (path) => {
    const asked = ['Access-Control-Request-Method: DELETE', 'Access-Control-Request-Headers: x-api-key'];
    const answer = await raw('OPTIONS', path, ['Origin: https://app.example', ...asked]);
    expect([answer?.status, answer?.headers]).toEqual([
      204,
      expect.objectContaining({
        'access-control-allow-origin': 'https://app.example',
        'access-control-allow-methods': expect.stringContaining('DELETE'),
        'access-control-allow-headers': 'x-api-key',
      }),
    ]);
  });

  it.each(['https://other.example', 'http://localhost.evil.example', 'http://localhost:5173.evil.example', 'null'])(
    'can read nothing if its origin is %s',
    async (origin) => {
      for (const path of ['/me', '/me%zz']) {
        const answer = await raw('GET', path, [`Origin: ${origin}`]);
        expect(answer?.headers).not.toHaveProperty('access-control-allow-origin');
      }
    },
  );
});

describe('a browser', () => {
  const world = withWorld({ settings: { docs: 'on', basePath: '/faces' } });

  it('is redirected from the root to Swagger UI', async () => {
    const { status, headers } = await fetch(`${world.app.url}/faces`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([302, '/faces/docs']);
  });

  it('shows the page of a problem with an example, on phones too', async () => {
    const { text } = await world.app.ask('/faces/problems/validation-failed', { key: '' });
    for (const part of [
      'name="viewport"',
      '<style>',
      '<code>errors</code>',
      '/faces/problems/validation-failed',
      'href="../problems"',
    ])
      expect(text).toContain(part);
    expect(text.match(/<p>.*`.*<\/p>/g)).toBeNull();
  });

  it('gets no HSTS header by default', async () => {
    const { headers } = await world.app.ask('/faces/me');
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

describe('HSTS_MAX_AGE_SECONDS', () => {
  const world = withWorld({ settings: { hstsMaxAgeSeconds: 3_600 } });

  it('is sent if it is set', async () => {
    expect((await world.app.ask('/me')).headers.get('strict-transport-security')).toBe('max-age=3600');
  });
});

describe('face ids in a query', () => {
  const world = withWorld();
  const queryOf = (count: number): string =>
    Array.from({ length: count }, (_, n) => `faceId=c92265d4-5f9c-43af-a58e-${String(n).padStart(12, '0')}`).join('&');

  it.each([
    [100, 200],
    [150, 400],
    [200, 414],
  ])('of DeleteFaces: %d are answered %d', async (count, status) => {
    const answer = await world.app.ask(`/collections/staff/faces?${queryOf(count)}`, { method: 'DELETE' });
    expect(answer.status).toBe(status);
  });
});
