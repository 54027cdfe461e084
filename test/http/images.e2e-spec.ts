import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { accountsOf, type Ask, tenant, TestApp } from '../harness/app.js';
import { TestEngine } from '../harness/engine.js';
import {
  bytesOf,
  formWith,
  IMAGE_ROUTES,
  imageOf,
  type ImageRoute,
  inJson,
  LARGEST_IMAGE_BYTES,
  ROUTES_IN_FORMS,
  sending,
} from '../harness/images.js';
import { People } from '../harness/people.js';

const ACME = tenant('acme', { s3: [{ bucket: 'photos', keyPrefix: 'acme/' }] });
const ANN = imageOf('ann');
const [INDEX, SEARCH] = IMAGE_ROUTES as [ImageRoute, ImageRoute];
const ROUTES = IMAGE_ROUTES.map((route): [string, ImageRoute] => [route.operation, route]);

let folder: string;
let engine: TestEngine;
let app: TestApp;
let people: People;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-'));
  for (const name of ['acme/ann.png', 'other/ann.png']) {
    await mkdir(join(folder, 'photos', name, '..'), { recursive: true });
    await writeFile(join(folder, 'photos', name), ANN);
  }
  engine = await TestEngine.start({ accounts: accountsOf([ACME]), s3Folder: folder });
  app = await TestApp.start(engine.url, { tenants: [ACME] });
  people = new People(engine.url, ACME);
  await people.collection('staff');
  await people.user('staff', 'ann', 1);
});

afterAll(async () => {
  people.close();
  await app.close();
  await engine.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => engine.forgetCalls());

/** Status and code of an answer, and the number of calls to Rekognition. */
async function told(path: string, ask: Ask): Promise<unknown[]> {
  const { status, body } = await app.ask(path, ask);
  return [status, body['code'], (await engine.calls()).length];
}

describe('an image', () => {
  it.each(ROUTES_IN_FORMS)('of %s is accepted as %s', async (operation, form, route) => {
    const { status } = await app.ask(route.path, sending(form, route, ANN));
    expect([200, 201]).toContain(status);
    expect((await engine.calls(operation)).map(({ result }) => result)).toEqual(['ok']);
  });

  it.each(ROUTES)('of %s is read from S3 if the object is the tenant’s', async (operation, { path, images }) => {
    const s3Object = { bucket: 'photos', name: 'acme/ann.png' };
    const body = Object.fromEntries(images.map((name) => [name, { s3Object }]));
    const { status } = await app.ask(path, { method: 'POST', body });
    expect([200, 201]).toContain(status);
    expect((await engine.calls(operation)).map(({ result }) => result)).toEqual(['ok']);
  });

  it.each(ROUTES.flatMap(([operation, route]) => route.images.map((name) => [operation, name, route] as const)))(
    'of %s may not be an S3 object of another tenant: %s',
    async (_operation, foreign, { path, images }) => {
      const own = { s3Object: { bucket: 'photos', name: 'acme/ann.png' } };
      for (const s3Object of [
        { bucket: 'photos', name: 'other/ann.png' },
        { bucket: 'films', name: 'acme/ann.png' },
        { bucket: 'photos', name: 'acme' },
        { bucket: 'photos', name: '/acme/ann.png' },
      ]) {
        const body = { ...Object.fromEntries(images.map((name) => [name, own])), [foreign]: { s3Object } };
        expect(await told(path, { method: 'POST', body })).toEqual([422, 'invalid-s3-object', 0]);
      }
    },
  );

  it('in S3 gets the same answer if it is another tenant’s and if it does not exist', async () => {
    const ask = (name: string): Ask => ({ method: 'POST', body: { image: { s3Object: { bucket: 'photos', name } } } });
    const foreign = await app.ask(SEARCH.path, { ...ask('other/ann.png'), headers: { 'x-request-id': 'same' } });
    const missing = await app.ask(SEARCH.path, { ...ask('acme/none.png'), headers: { 'x-request-id': 'same' } });
    expect([foreign.status, foreign.text]).toEqual([missing.status, missing.text]);
  });
});

describe('size and format of an image', () => {
  it.each(ROUTES_IN_FORMS)('%s accepts the largest image as %s', async (_operation, form, route) => {
    const { status } = await app.ask(route.path, sending(form, route, imageOf('ann', LARGEST_IMAGE_BYTES)));
    expect([200, 201]).toContain(status);
  });

  it.each(ROUTES_IN_FORMS)(
    '%s rejects an image that is one byte larger as %s before it is sent',
    async (_operation, form, route) => {
      const ask = sending(form, route, imageOf('ann', LARGEST_IMAGE_BYTES + 1));
      expect(await told(route.path, ask)).toEqual([413, 'image-too-large', 0]);
    },
  );

  it.each(ROUTES_IN_FORMS)(
    '%s rejects images other than JPEG and PNG as %s before they are sent',
    async (_op, form, route) => {
      for (const bytes of [Buffer.from('GIF89a'), Buffer.from('%PDF-1.7'), ANN.subarray(0, 7), ANN.subarray(1)]) {
        expect(await told(route.path, sending(form, route, bytes))).toEqual([415, 'invalid-image-format', 0]);
      }
    },
  );

  it.each(ROUTES)('%s rejects a request if one of several images is invalid', async (_operation, { path, images }) => {
    for (const bad of images) {
      const body = Object.fromEntries(images.map((name) => [name, inJson(name === bad ? Buffer.from('GIF89a') : ANN)]));
      expect(await told(path, { method: 'POST', body })).toEqual([415, 'invalid-image-format', 0]);
    }
  });

  it('are checked by the bytes and not by the media type', async () => {
    const headers = { 'content-type': 'image/jpeg' };
    const { status } = await app.ask(SEARCH.path, { method: 'POST', payload: bytesOf(ANN), headers });
    expect(status).toBe(200);
  });
});

describe('options sent with an image', () => {
  beforeAll(() => people.faces('staff', 'ann', 2));

  it.each<[string, string, Ask]>([
    ['JSON', '', { body: { image: inJson(ANN), maxFaces: 1 } }],
    ['the query of JSON', '?maxFaces=1', { body: { image: inJson(ANN) } }],
    ['a field', '', { payload: formWith([['image', ANN]], { maxFaces: '1' }) }],
    ['the query of a form', '?maxFaces=1', { payload: formWith([['image', ANN]]) }],
    ['the query', '?maxFaces=1', { payload: bytesOf(ANN), headers: { 'content-type': 'image/png' } }],
  ])('have the same meaning in %s', async (_name, query, ask) => {
    const { status, body } = await app.ask(`${SEARCH.path}${query}`, { method: 'POST', ...ask });
    expect([status, (body['faceMatches'] as unknown[]).length]).toEqual([200, 1]);
  });

  it.each<[string, string, Ask]>([
    ['a number in quotes', '', { body: { image: inJson(ANN), maxFaces: '1' } }],
    ['a fraction', '', { body: { image: inJson(ANN), maxFaces: 1.5 } }],
    ['null', '', { body: { image: inJson(ANN), maxFaces: null } }],
    ['zero in a field', '', { payload: formWith([['image', ANN]], { maxFaces: '0' }) }],
    ['words in a field', '', { payload: formWith([['image', ANN]], { maxFaces: 'many' }) }],
    ['an empty field', '', { payload: formWith([['image', ANN]], { maxFaces: '' }) }],
    ['hex in a field', '', { payload: formWith([['image', ANN]], { maxFaces: '0x1' }) }],
  ])('are rejected if a number is invalid: %s', async (_name, query, ask) => {
    const { status, body } = await app.ask(`${SEARCH.path}${query}`, { method: 'POST', ...ask });
    expect([status, body['errors'], (await engine.calls()).length]).toEqual([
      400,
      expect.arrayContaining([expect.objectContaining({ pointer: '/maxFaces' })]),
      0,
    ]);
  });

  it('are rejected if one is in the query and the body with different values', async () => {
    const ask = { method: 'POST', body: { image: inJson(ANN), maxFaces: 2 } };
    const { status, body } = await app.ask(`${SEARCH.path}?maxFaces=1`, ask);
    expect([status, body['errors']]).toEqual([
      400,
      [{ pointer: '/query/maxFaces', detail: 'must not differ from the same member of the body' }],
    ]);
  });

  it('are lists if a field or parameter is repeated, and lists of one if it is not', async () => {
    const one = await app.ask(`/faces/detect?attributes=SMILE`, sending('raw', INDEX, ANN));
    const two = await app.ask(`/faces/detect?attributes=SMILE&attributes=GENDER`, sending('raw', INDEX, ANN));
    const form = formWith([['image', ANN]], { attributes: 'SMILE' });
    form.append('attributes', 'GENDER');
    const fields = await app.ask('/faces/detect', { method: 'POST', payload: form });
    const [faceOfOne, faceOfTwo, faceOfFields] = [one, two, fields].map(
      ({ body }) => (body['faceDetails'] as object[])[0],
    );
    expect(faceOfOne).toHaveProperty('smile');
    expect(faceOfOne).not.toHaveProperty('gender');
    expect(faceOfTwo).toMatchObject({ smile: {}, gender: {} });
    expect(faceOfFields).toEqual(faceOfTwo);
  });

  it.each<[string, string, Ask, string]>([
    ['in JSON', '', { body: { image: inJson(ANN), all: true } }, '/all'],
    ['in JSON within the image', '', { body: { image: { ...inJson(ANN), url: 'http://a' } } }, '/image/url'],
    ['in JSON by an inherited name', '', { body: { image: { ...inJson(ANN), constructor: 1 } } }, '/image/constructor'],
    ['in a field', '', { payload: formWith([['image', ANN]], { all: 'true' }) }, '/all'],
    [
      'in a field by an inherited name',
      '',
      { payload: formWith([['image', ANN]], { __proto__x: '1' }) },
      '/__proto__x',
    ],
    ['in a field called __proto__', '', { payload: formWith([['image', ANN]], { ['__proto__']: '1' }) }, '/__proto__'],
    ['in the query', '?all=true', { body: { image: inJson(ANN) } }, '/query/all'],
    ['in the query, where only JSON has the image', '?image=x', { body: {} }, '/query/image'],
  ])('are rejected if they are unknown: %s', async (_name, query, ask, pointer) => {
    const { status, body } = await app.ask(`${SEARCH.path}${query}`, { method: 'POST', ...ask });
    expect([status, body['code']]).toEqual([400, 'validation-failed']);
    expect((body['errors'] as { pointer: string }[]).map((fault) => fault.pointer)).toContain(pointer);
  });
});

describe('an invalid image', () => {
  const base64 = ANN.toString('base64');

  it.each<[string, unknown, string]>([
    ['nothing', undefined, '/image'],
    ['null', null, '/image'],
    ['a string', base64, '/image'],
    ['a list', [{ bytes: base64 }], '/image'],
    ['an empty object', {}, '/image'],
    [
      'an object with both bytes and s3Object',
      { bytes: base64, s3Object: { bucket: 'photos', name: 'acme/ann.png' } },
      '/image',
    ],
    ['empty bytes', { bytes: '' }, '/image/bytes'],
    ['base64 that ends in the middle of a byte', { bytes: base64.slice(0, 77) }, '/image/bytes'],
    ['invalid base64', { bytes: '!!!!' }, '/image/bytes'],
    ['the URL of an image', { bytes: 'https://images.example/a.png' }, '/image/bytes'],
    ['bytes as numbers', { bytes: [1, 2, 3] }, '/image/bytes'],
    ['bytes as Node serializes a Buffer', { bytes: { type: 'Buffer', data: [137, 80] } }, '/image/bytes'],
    ['an object without a name', { s3Object: { bucket: 'photos' } }, '/image/s3Object/name'],
    ['a bucket that is too short', { s3Object: { bucket: 'ab', name: 'a' } }, '/image/s3Object/bucket'],
    ['a bucket with a slash', { s3Object: { bucket: 'photos/acme', name: 'a' } }, '/image/s3Object/bucket'],
    ['a name that is too long', { s3Object: { bucket: 'photos', name: 'x'.repeat(1_025) } }, '/image/s3Object/name'],
    ['an empty version', { s3Object: { bucket: 'photos', name: 'a', version: '' } }, '/image/s3Object/version'],
    ['a list of S3 objects', { s3Object: [{ bucket: 'photos', name: 'acme/ann.png' }] }, '/image/s3Object'],
  ])('answers validation-failed with a pointer when the image is %s', async (_name, image, pointer) => {
    for (const { path } of IMAGE_ROUTES.filter(({ images }) => images.length === 1)) {
      const { status, body } = await app.ask(path, { method: 'POST', body: { image } });
      expect([status, body['code']]).toEqual([400, 'validation-failed']);
      expect((body['errors'] as { pointer: string }[]).map((fault) => fault.pointer)).toContain(pointer);
    }
    expect(await engine.calls()).toEqual([]);
  });

  it.each(ROUTES)('answers validation-failed to %s without a body', async (_operation, { path, images }) => {
    const { status, body } = await app.ask(path, { method: 'POST' });
    const pointers = (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect([status, [...new Set(pointers)]]).toEqual([400, images.map((name) => `/${name}`)]);
  });
});

describe('an image of the wrong form', () => {
  it.each(['image/gif', 'application/octet-stream', 'application/x-www-form-urlencoded', 'multipart/mixed', 'image/*'])(
    'answers unsupported-media-type to a body of the type %s',
    async (type) => {
      const ask = { method: 'POST', payload: bytesOf(ANN), headers: { 'content-type': type } };
      expect(await told(SEARCH.path, ask)).toEqual([415, 'unsupported-media-type', 0]);
    },
  );

  it('is answered 415 if two images are required and one raw image is sent', async () => {
    const ask = { method: 'POST', payload: bytesOf(ANN), headers: { 'content-type': 'image/png' } };
    expect(await told('/faces/compare', ask)).toEqual([415, 'unsupported-media-type', 0]);
  });

  it('is answered 415 if the operation accepts no image', async () => {
    const ask = { method: 'POST', payload: bytesOf(ANN), headers: { 'content-type': 'image/png' } };
    expect(await told('/collections/staff/faces/delete', ask)).toEqual([415, 'unsupported-media-type', 0]);
  });
});

describe('a multipart form', () => {
  const type = { 'content-type': 'multipart/form-data; boundary=b' };
  const field = (name: string, value: string): string =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const file = (name: string, bytes = ANN): string =>
    `--b\r\nContent-Disposition: form-data; name="${name}"; filename="a.png"\r\n\r\n${bytes.toString('latin1')}\r\n`;
  const send = (text: string, headers: Record<string, string> = type): Promise<unknown[]> =>
    told(SEARCH.path, { method: 'POST', payload: bytesOf(Buffer.from(text, 'latin1')), headers });

  it('may have an image without a file name, a preamble and an epilogue', async () => {
    const bare = `--b\r\nContent-Disposition: form-data; name="image"\r\n\r\n${ANN.toString('latin1')}\r\n`;
    expect(await send(`before\r\n${bare}--b--\r\nafter`)).toEqual([200, undefined, 1]);
  });

  it.each<[string, string, unknown[]]>([
    ['has no end', file('image'), [400, 'malformed-multipart', 0]],
    ['ends within a part', file('image').slice(0, -20), [400, 'malformed-multipart', 0]],
    ['has no part', '--b--\r\n', [400, 'validation-failed', 0]],
    ['is not multipart', 'nonsense', [400, 'malformed-multipart', 0]],
    ['has the image twice', `${file('image')}${file('image')}--b--\r\n`, [400, 'malformed-multipart', 0]],
    ['has another file', `${file('image')}${file('photo')}--b--\r\n`, [400, 'validation-failed', 0]],
    ['has an empty image', `${file('image', Buffer.alloc(0))}--b--\r\n`, [400, 'validation-failed', 0]],
    [
      'has a field of 2 KiB and one byte',
      `${field('maxFaces', '1'.repeat(2_049))}${file('image')}--b--\r\n`,
      [400, 'validation-failed', 0],
    ],
    [
      'has a hundred thousand fields',
      `${Array.from({ length: 100_000 }, (_, n) => field(`f${n}`, '')).join('')}${file('image')}--b--\r\n`.slice(
        0,
        7_000_000,
      ),
      [413, 'body-too-large', 0],
    ],
    [
      'has one field a thousand times',
      `${field('maxFaces', '1').repeat(1_000)}${file('image')}--b--\r\n`,
      [413, 'body-too-large', 0],
    ],
  ])('is rejected if it %s', async (_name, text, expected) => {
    expect(await send(text)).toEqual(expected);
  });

  it.each([
    ['a part of a thousand headers', `--b\r\n${'X-A: b\r\n'.repeat(1_000)}\r\nx\r\n--b--\r\n`],
    ['a header of a megabyte', `--b\r\nX-A: ${'b'.repeat(1_000_000)}\r\n\r\nx\r\n--b--\r\n`],
    ['a million boundaries', '--b\r\n'.repeat(1_000_000)],
    ['a megabyte of dashes', '-'.repeat(1_000_000)],
    ['parts without names', '--b\r\n\r\nx\r\n'.repeat(100_000)],
    ['a part of a part', `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n`],
  ])('that is expensive to parse is answered with a 4xx: %s', async (_name, text) => {
    const [status, , calls] = await send(text);
    expect([Math.floor(Number(status) / 100), calls]).toEqual([4, 0]);
  });

  it.each([
    'multipart/form-data',
    'multipart/form-data;',
    'multipart/form-data; charset=utf-8',
    'multipart/form-data; boundary=',
  ])('without a valid boundary is rejected: %s', async (contentType) => {
    const [status, code, calls] = await send(`${file('image')}--b--\r\n`, { 'content-type': contentType });
    expect([400, 415]).toContain(status);
    expect(['malformed-multipart', 'unsupported-media-type']).toContain(code);
    expect(calls).toBe(0);
  });
});
