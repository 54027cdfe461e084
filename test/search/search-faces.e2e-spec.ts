import { beforeAll, describe, expect, it } from '@jest/globals';

import type { SearchFacesResponse } from '../../src/search/search.dto.js';
import { withWorld } from '../harness/world.js';

const STRANGER = '00000000-0000-4000-8000-000000000000';

let ann: string[];
let bob: string[];

const { app, engine, people } = withWorld();

beforeAll(async () => {
  ann = await people.user('staff', 'ann', 3);
  bob = await people.faces('staff', 'bob', 1);
});

const path = (faceId: string, query = ''): string => `/collections/staff/faces/${faceId}/matches${query}`;

describe('SearchFaces: 200', () => {
  it('finds matching faces, the most similar first, without the face itself', async () => {
    const { status, body } = await app.ask<SearchFacesResponse>(path(ann[0]!));
    expect([status, body.searchedFaceId]).toEqual([200, ann[0]]);
    expect(body.faceMatches.map(({ face }) => face.faceId).sort()).toEqual(ann.slice(1).sort());
    const similarities = body.faceMatches.map(({ similarity }) => similarity);
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
    expect(body.faceMatches[0]).toEqual({
      similarity: expect.any(Number),
      face: expect.objectContaining({ userId: 'ann', imageId: expect.any(String), confidence: expect.any(Number) }),
    });
    expect(body.faceModelVersion).toEqual(expect.any(String));
  });

  it('applies the maximum count and the threshold', async () => {
    const one = await app.ask<SearchFacesResponse>(path(ann[0]!, '?maxFaces=1'));
    const anybody = await app.ask<SearchFacesResponse>(path(ann[0]!, '?faceMatchThreshold=0'));
    const nobody = await app.ask<SearchFacesResponse>(path(ann[0]!, '?faceMatchThreshold=100'));
    expect([one, anybody, nobody].map(({ body }) => body.faceMatches.length)).toEqual([1, 3, 0]);
  });

  it('finds nothing for a face without matches', async () => {
    const { status, body } = await app.ask<SearchFacesResponse>(path(bob[0]!));
    expect([status, body.faceMatches]).toEqual([200, []]);
  });

  it('is allowed with a read-only key, and answers HEAD', async () => {
    expect((await app.ask(path(ann[0]!), { key: 'acme-read', method: 'HEAD' })).status).toBe(200);
  });
});

describe('SearchFaces: 404', () => {
  it('answers face-not-found for a face that the collection does not have', async () => {
    const { status, body } = await app.ask(path(STRANGER));
    expect([status, body['code']]).toEqual([404, 'face-not-found']);
  });

  it('answers resource-not-found for a missing collection', async () => {
    const { status, body } = await app.ask(`/collections/nowhere/faces/${STRANGER}/matches`);
    expect([status, body['code']]).toEqual([404, 'resource-not-found']);
  });
});

describe('SearchFaces: 400', () => {
  it.each([
    [path('nonsense'), '/path/faceId'],
    [path(STRANGER, '?maxFaces=0'), '/query/maxFaces'],
    [path(STRANGER, '?maxFaces=4097'), '/query/maxFaces'],
    [path(STRANGER, '?maxFaces=1&maxFaces=2'), '/query/maxFaces'],
    [path(STRANGER, '?faceMatchThreshold=101'), '/query/faceMatchThreshold'],
    [path(STRANGER, '?faceMatchThreshold=-1'), '/query/faceMatchThreshold'],
    [path(STRANGER, '?faceMatchThreshold=NaN'), '/query/faceMatchThreshold'],
    [path(STRANGER, '?qualityFilter=NONE'), '/query/qualityFilter'],
  ])('answers validation-failed to %s without asking Rekognition', async (url, pointer) => {
    const { status, body } = await app.ask(url);
    expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([400, pointer]);
    expect(await engine.calls()).toEqual([]);
  });
});

describe('SearchFaces: a failure', () => {
  it('is retried like that of any read, and has no effect', async () => {
    await engine.fail({ operation: 'SearchFaces', fault: 'InternalServerError', times: 1 });
    expect((await app.clock.passWaits(app.ask(path(ann[0]!)))).status).toBe(200);
    expect(await engine.calls('SearchFaces')).toHaveLength(2);
  });
});
