import { beforeAll, describe, expect, it } from '@jest/globals';

import type { SearchFacesByImageResponse } from '../../src/search/search.dto.js';
import type { Answer } from '../harness/app.js';
import { imageOf, inJson } from '../harness/images.js';
import { withWorld } from '../harness/world.js';

const PATH = '/collections/staff/faces/search';

let ann: string[];

const { app, engine, people } = withWorld();

beforeAll(async () => {
  ann = await people.user('staff', 'ann', 2);
  await people.faces('staff', 'bob', 1);
});

type Found = Answer<SearchFacesByImageResponse & Record<string, unknown>>;

function search(shown: string, members: object = {}, path = PATH): Promise<Found> {
  return app.ask(path, { method: 'POST', body: { image: inJson(imageOf(shown)), ...members } });
}

const idsOf = ({ body }: Found): string[] => body.faceMatches.map(({ face }) => face.faceId).sort();

describe('SearchFacesByImage: 200', () => {
  it('finds the faces that match the largest of the image, and returns its position', async () => {
    const answer = await search('ann,bob');
    expect([answer.status, idsOf(answer)]).toEqual([200, [...ann].sort()]);
    expect(answer.body).toMatchObject({
      searchedFaceBoundingBox: { width: expect.any(Number), height: 0.5, left: expect.any(Number), top: 0.25 },
      searchedFaceConfidence: expect.any(Number),
      faceModelVersion: expect.any(String),
    });
    expect(answer.body.faceMatches[0]).toMatchObject({ similarity: expect.any(Number), face: { userId: 'ann' } });
  });

  it('applies the maximum count and the threshold', async () => {
    const found = await Promise.all([
      search('ann', { maxFaces: 1 }),
      search('ann', { faceMatchThreshold: 0 }),
      search('ann', { faceMatchThreshold: 100 }),
    ]);
    expect(found.map(({ body }) => body.faceMatches.length)).toEqual([1, 3, 0]);
  });

  it('finds nothing for an unknown person', async () => {
    const { status, body } = await search('stranger');
    expect([status, body.faceMatches]).toEqual([200, []]);
  });

  it('detects faces first if a single face is required', async () => {
    const answer = await search('ann', { requireSingleFace: true });
    expect([answer.status, idsOf(answer)]).toEqual([200, [...ann].sort()]);
    expect((await engine.calls()).map(({ operation }) => operation)).toEqual(['DetectFaces', 'SearchFacesByImage']);
  });

  it('is allowed with a read-only key', async () => {
    const ask = { method: 'POST', key: 'acme-read', body: { image: inJson(imageOf('ann')) } };
    expect((await app.ask(PATH, ask)).status).toBe(200);
  });
});

describe('SearchFacesByImage: 422', () => {
  it.each([
    ['shows no face', '', {}],
    ['shows only faces of low quality', 'ann:5', { qualityFilter: 'HIGH' }],
  ])('answers no-face-in-image when the image %s', async (_name, shown, members) => {
    const { status, body } = await search(shown, members);
    expect([status, body['code'], body['retryable']]).toEqual([422, 'no-face-in-image', false]);
  });

  it.each([
    ['several-faces', 'ann,bob'],
    ['no-face-in-image', ''],
  ])('answers %s if a single face is required, and searches nothing', async (code, shown) => {
    const { status, body } = await search(shown, { requireSingleFace: true });
    expect([status, body['code']]).toEqual([422, code]);
    expect(await engine.calls('SearchFacesByImage')).toEqual([]);
  });
});

describe('SearchFacesByImage: other refusals', () => {
  it('answers 404 resource-not-found for a missing collection', async () => {
    const { status, body } = await search('ann', {}, '/collections/nowhere/faces/search');
    expect([status, body['code']]).toEqual([404, 'resource-not-found']);
  });

  it.each([
    [{ maxFaces: 4_097 }, '/maxFaces'],
    [{ faceMatchThreshold: 100.1 }, '/faceMatchThreshold'],
    [{ qualityFilter: 'none' }, '/qualityFilter'],
    [{ requireSingleFace: 1 }, '/requireSingleFace'],
    [{ externalImageId: 'a' }, '/externalImageId'],
  ])('answers 400 to %j without asking Rekognition', async (members, pointer) => {
    const { status, body } = await search('ann', members);
    expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([400, pointer]);
    expect(await engine.calls()).toEqual([]);
  });
});
