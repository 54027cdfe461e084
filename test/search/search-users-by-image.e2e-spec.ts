import { beforeAll, describe, expect, it } from '@jest/globals';

import type { SearchUsersByImageResponse } from '../../src/search/search.dto.js';
import type { Answer } from '../harness/app.js';
import { imageOf, inJson } from '../harness/images.js';
import { withWorld } from '../harness/world.js';

const PATH = '/collections/staff/users/search';

const { app, engine, people } = withWorld();

beforeAll(async () => {
  await people.user('staff', 'ann', 2);
  await people.user('staff', 'bob', 1);
});

type Found = Answer<SearchUsersByImageResponse & Record<string, unknown>>;

function search(shown: string, members: object = {}, path = PATH): Promise<Found> {
  return app.ask(path, { method: 'POST', body: { image: inJson(imageOf(shown)), ...members } });
}

const usersOf = ({ body }: Found): string[] => body.userMatches.map(({ user }) => user.userId);

describe('SearchUsersByImage: 200', () => {
  it('finds the user who matches the largest face, and lists the faces that were not searched for', async () => {
    const answer = await search('ann,bob');
    expect([answer.status, usersOf(answer)]).toEqual([200, ['ann']]);
    expect(answer.body.searchedFace.faceDetail).toMatchObject({ confidence: expect.any(Number), pose: { roll: 0 } });
    expect(answer.body.unsearchedFaces).toEqual([
      { faceDetails: expect.objectContaining({ confidence: expect.any(Number) }), reasons: ['FACE_NOT_LARGEST'] },
    ]);
    expect(answer.body.faceModelVersion).toEqual(expect.any(String));
  });

  it('applies the maximum count and the threshold', async () => {
    const found = await Promise.all([
      search('ann', { userMatchThreshold: 0 }),
      search('ann', { userMatchThreshold: 0, maxUsers: 1 }),
    ]);
    expect(found.map((answer) => usersOf(answer).length)).toEqual([2, 1]);
  });

  it('finds no user for an unknown person', async () => {
    const answer = await search('stranger');
    expect([answer.status, usersOf(answer), answer.body.unsearchedFaces]).toEqual([200, [], []]);
  });

  it('detects faces first if a single face is required', async () => {
    expect(usersOf(await search('bob', { requireSingleFace: true }))).toEqual(['bob']);
    expect((await engine.calls()).map(({ operation }) => operation)).toEqual(['DetectFaces', 'SearchUsersByImage']);
  });
});

describe('SearchUsersByImage: 422', () => {
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
    expect(await engine.calls('SearchUsersByImage')).toEqual([]);
  });
});

describe('SearchUsersByImage: other refusals', () => {
  it('answers 404 resource-not-found for a missing collection', async () => {
    const { status, body } = await search('ann', {}, '/collections/nowhere/users/search');
    expect([status, body['code']]).toEqual([404, 'resource-not-found']);
  });

  it.each([
    [{ maxUsers: 501 }, '/maxUsers'],
    [{ userMatchThreshold: -1 }, '/userMatchThreshold'],
    [{ qualityFilter: 'BEST' }, '/qualityFilter'],
    [{ maxFaces: 1 }, '/maxFaces'],
  ])('answers 400 to %j without asking Rekognition', async (members, pointer) => {
    const { status, body } = await search('ann', members);
    expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([400, pointer]);
    expect(await engine.calls()).toEqual([]);
  });
});
