import { describe, expect, it } from '@jest/globals';

import type { CompareFacesResponse } from '../../src/images/images.dto.js';
import type { Answer } from '../harness/app.js';
import { formWith, imageOf, inJson } from '../harness/images.js';
import { withWorld } from '../harness/world.js';

const { app, engine } = withWorld();

type Compared = Answer<CompareFacesResponse & Record<string, unknown>>;

function compare(source: string, target: string, members: object = {}): Promise<Compared> {
  const body = { sourceImage: inJson(imageOf(source)), targetImage: inJson(imageOf(target)), ...members };
  return app.ask('/faces/compare', { method: 'POST', body });
}

describe('CompareFaces: 200', () => {
  it('lists the target faces that match the largest source face, and those that do not', async () => {
    const { status, body } = await compare('ann', 'bob,ann');
    expect([status, body.faceMatches.length, body.unmatchedFaces.length]).toEqual([200, 1, 1]);
    expect(body.sourceImageFace).toEqual({
      boundingBox: { width: 0.5, height: 0.5, left: 0.25, top: 0.25 },
      confidence: expect.any(Number),
    });
    expect(body.faceMatches[0]).toEqual({
      similarity: expect.any(Number),
      face: expect.objectContaining({ boundingBox: expect.any(Object), confidence: expect.any(Number) }),
    });
    expect(body.unmatchedFaces[0]).toHaveProperty('boundingBox');
  });

  it('accepts the two images of a form in either order', async () => {
    const [source, target] = [imageOf('ann'), imageOf('bob,ann')];
    const form = formWith([
      ['targetImage', target],
      ['sourceImage', source],
    ]);
    const { body } = await app.ask<CompareFacesResponse>('/faces/compare', { method: 'POST', payload: form });
    expect([body.faceMatches.length, body.unmatchedFaces.length]).toEqual([1, 1]);
  });

  it('applies the similarity threshold', async () => {
    const anybody = await compare('ann', 'bob,ann', { similarityThreshold: 0 });
    const nobody = await compare('ann', 'bob,ann', { similarityThreshold: 100 });
    expect([anybody, nobody].map(({ body }) => [body.faceMatches.length, body.unmatchedFaces.length])).toEqual([
      [2, 0],
      [0, 2],
    ]);
  });
});

describe('CompareFaces: 422', () => {
  it.each([
    ['the source', '', 'ann'],
    ['the target', 'ann', ''],
  ])('answers no-face-in-image if %s shows no face', async (_name, source, target) => {
    const { status, body } = await compare(source, target);
    expect([status, body['code'], body['retryable']]).toEqual([422, 'no-face-in-image', false]);
  });
});

describe('CompareFaces: 400', () => {
  it.each([
    [{ similarityThreshold: 101 }, '/similarityThreshold'],
    [{ similarityThreshold: '80' }, '/similarityThreshold'],
    [{ qualityFilter: 'any' }, '/qualityFilter'],
    [{ requireSingleFace: true }, '/requireSingleFace'],
    [{ targetImage: undefined }, '/targetImage'],
  ])('answers validation-failed to %j without asking Rekognition', async (members, pointer) => {
    const { status, body } = await compare('ann', 'bob', members);
    expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([400, pointer]);
    expect(await engine.calls()).toEqual([]);
  });
});
