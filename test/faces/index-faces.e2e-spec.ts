import { describe, expect, it } from '@jest/globals';

import type { IndexFacesResponse } from '../../src/faces/faces.dto.js';
import type { Answer } from '../harness/app.js';
import { imageOf, inJson } from '../harness/images.js';
import { withWorld } from '../harness/world.js';

const PATH = '/collections/staff/faces';

const { app, engine, people } = withWorld();

type Indexed = Answer<IndexFacesResponse & Record<string, unknown>>;

function index(person: string, members: object = {}, path = PATH): Promise<Indexed> {
  return app.ask(path, { method: 'POST', body: { image: inJson(imageOf(person)), ...members } });
}

const idsOf = ({ body }: Indexed): string[] => body.faceRecords.map(({ face }) => face.faceId);

describe('IndexFaces: 201', () => {
  it('stores the faces of an image and returns all their details', async () => {
    const answer = await index('ann,bob', { externalImageId: 'party-1' });
    expect([answer.status, answer.body.faceRecords.length, answer.body.unindexedFaces]).toEqual([201, 2, []]);
    expect(answer.body.faceModelVersion).toMatch(/^\d/);
    expect(answer.body.faceRecords[0]).toEqual({
      face: {
        faceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        imageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        externalImageId: 'party-1',
        confidence: expect.any(Number),
        boundingBox: { width: expect.any(Number), height: 0.5, left: expect.any(Number), top: 0.25 },
      },
      faceDetail: expect.objectContaining({
        confidence: expect.any(Number),
        landmarks: expect.arrayContaining([{ type: 'eyeLeft', x: expect.any(Number), y: expect.any(Number) }]),
        pose: { roll: 0, yaw: 0, pitch: 0 },
        quality: { brightness: 95, sharpness: 95 },
      }),
    });
    expect(await people.allFaces('staff')).toEqual(expect.arrayContaining(idsOf(answer)));
  });

  it('returns the requested attributes', async () => {
    const { body } = await index('carla', { detectionAttributes: ['ALL'] });
    expect(body.faceRecords[0]?.faceDetail).toMatchObject({
      ageRange: { low: 25, high: 35 },
      emotions: [{ type: 'CALM', confidence: 95 }],
      eyeDirection: { yaw: 0, pitch: 0, confidence: 95 },
      faceOccluded: { value: false, confidence: 95 },
      gender: { value: 'Female', confidence: 95 },
      smile: { value: true, confidence: 95 },
    });
  });

  it('lists the faces that were not stored, with reasons', async () => {
    const { status, body } = await index('dan,eve:90,fay:10', { maxFaces: 1 });
    expect([status, body.faceRecords.length]).toEqual([201, 1]);
    expect(body.unindexedFaces.map(({ reasons }) => reasons)).toEqual([['EXCEEDS_MAX_FACES'], ['LOW_FACE_QUALITY']]);
    expect(body.unindexedFaces[0]?.faceDetail).toMatchObject({ confidence: expect.any(Number) });
  });

  it('stores faces of any quality without a filter', async () => {
    const { body } = await index('gus:1', { qualityFilter: 'NONE' });
    expect([body.faceRecords.length, body.unindexedFaces]).toEqual([1, []]);
  });

  it('stores no face twice for the same image and externalImageId', async () => {
    const first = await index('hal', { externalImageId: 'hal-1' });
    const before = await people.allFaces('staff');
    const second = await index('hal', { externalImageId: 'hal-1' });
    expect([second.status, idsOf(second)]).toEqual([201, idsOf(first)]);
    expect(await people.allFaces('staff')).toEqual(before);
  });

  it('stores an image of one face if a single one is required', async () => {
    const { status, body } = await index('ida', { requireSingleFace: true });
    expect([status, body.faceRecords.length]).toEqual([201, 1]);
    expect((await engine.calls()).map(({ operation }) => operation)).toEqual(['DetectFaces', 'IndexFaces']);
  });
});

describe('IndexFaces: 200', () => {
  it.each([
    ['shows no face', ''],
    ['shows only faces of low quality', 'jim:5,kay:5'],
  ])('answers 200 without stored faces for an image that %s', async (_name, shown) => {
    const before = await people.allFaces('staff');
    const { status, body } = await index(shown);
    expect([status, body.faceRecords]).toEqual([200, []]);
    expect(body.unindexedFaces).toHaveLength(shown === '' ? 0 : 2);
    expect(await people.allFaces('staff')).toEqual(before);
  });
});

describe('IndexFaces: 422 where a single face is required', () => {
  it.each([
    ['several-faces', 'ann,bob'],
    ['no-face-in-image', ''],
  ])('answers %s and stores nothing', async (code, shown) => {
    const before = await people.allFaces('staff');
    const { status, body } = await index(shown, { requireSingleFace: true });
    expect([status, body['code'], body['effect']]).toEqual([422, code, 'none']);
    expect(await engine.calls('IndexFaces')).toEqual([]);
    expect(await people.allFaces('staff')).toEqual(before);
  });
});

describe('IndexFaces: refusals', () => {
  it('answers 404 resource-not-found for a missing collection', async () => {
    const { status, body } = await index('ann', {}, '/collections/nowhere/faces');
    expect([status, body['code'], body['effect']]).toEqual([404, 'resource-not-found', 'none']);
  });

  it('answers 403 insufficient-scope to a read-only key', async () => {
    const body = { image: inJson(imageOf('ann')) };
    const answer = await app.ask(PATH, { method: 'POST', body, key: 'acme-read' });
    expect([answer.status, answer.body['code']]).toEqual([403, 'insufficient-scope']);
  });

  it('answers 409 service-limit-reached when the collection is full', async () => {
    await engine.fail({ operation: 'IndexFaces', fault: 'ServiceQuotaExceededException', times: 1 });
    const { status, body } = await index('ann');
    expect([status, body['code'], body['retryable']]).toEqual([409, 'service-limit-reached', false]);
  });

  it.each([
    ['an id with a space', { externalImageId: 'a b' }, '/externalImageId'],
    ['an empty id', { externalImageId: '' }, '/externalImageId'],
    ['an id that is too long', { externalImageId: 'x'.repeat(256) }, '/externalImageId'],
    ['no faces', { maxFaces: 0 }, '/maxFaces'],
    ['an unknown filter', { qualityFilter: 'BEST' }, '/qualityFilter'],
    ['an unknown attribute', { detectionAttributes: ['SMILE', 'HAIR'] }, '/detectionAttributes/1'],
    ['a string instead of a list', { detectionAttributes: 'SMILE' }, '/detectionAttributes'],
    ['a string instead of a boolean', { requireSingleFace: 'true' }, '/requireSingleFace'],
  ])('answers 400 to %s without asking Rekognition', async (_name, members, pointer) => {
    const { status, body } = await index('ann', members);
    expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([400, pointer]);
    expect(await engine.calls()).toEqual([]);
  });
});

describe('IndexFaces: an attempt with a lost answer', () => {
  it.each(['InternalServerError', 'drop-before', 'drop-after', 'html-502', 'empty', 'malformed', 'truncated'])(
    'is retried after %s with an externalImageId, and no face is stored twice',
    async (fault) => {
      await engine.fail({ operation: 'IndexFaces', fault, times: 1 });
      const before = await people.allFaces('staff');
      const answer = await app.clock.passWaits(index(`lost-${fault}`, { externalImageId: fault }));
      expect([answer.status, answer.body.faceRecords.length]).toEqual([201, 1]);
      expect((await people.allFaces('staff')).length).toBe(before.length + 1);
      expect(await engine.calls('IndexFaces')).toHaveLength(2);
    },
  );

  it.each(['InternalServerError', 'drop-before', 'drop-after', 'html-502', 'empty', 'malformed', 'truncated'])(
    'is never retried after %s without one, and the effect is reported as unknown',
    async (fault) => {
      await engine.fail({ operation: 'IndexFaces', fault, times: 1 });
      const { status, body } = await app.clock.passWaits(index(`unclear-${fault}`));
      expect([status, body['effect'], body['retryable']]).toEqual([502, 'unknown', false]);
      expect(await engine.calls('IndexFaces')).toHaveLength(1);
    },
  );

  it('is retried after a rejection, with and without externalImageId', async () => {
    await engine.fail({ operation: 'IndexFaces', fault: 'ThrottlingException', times: 2 });
    const { status } = await app.clock.passWaits(index('refused'));
    expect([status, (await engine.calls('IndexFaces')).length]).toEqual([201, 3]);
  });

  it('is retryable for the caller only with an externalImageId', async () => {
    await engine.fail({ operation: 'IndexFaces', fault: 'InternalServerError', times: 100 });
    const named = await app.clock.passWaits(index('mia', { externalImageId: 'mia-1' }));
    const nameless = await app.clock.passWaits(index('mia'));
    expect([named, nameless].map(({ body }) => [body['effect'], body['retryable']])).toEqual([
      ['unknown', true],
      ['unknown', false],
    ]);
  });
});
