import { beforeAll, describe, expect, it } from '@jest/globals';

import type { SearchUsersResponse } from '../../src/search/search.dto.js';
import { withWorld } from '../harness/world.js';

const STRANGER = '00000000-0000-4000-8000-000000000000';
const STAFF = '/collections/staff';

let ann: string[];

const { app, engine, people } = withWorld();

beforeAll(async () => {
  ann = await people.user('staff', 'ann', 2);
  await people.user('staff', 'bob', 1);
  await people.user('staff', 'none', 0);
});

describe('SearchUsers: 200 by user', () => {
  it('finds users who match the user, without that user', async () => {
    const { status, body } = await app.ask<SearchUsersResponse>(`${STAFF}/users/ann/matches?userMatchThreshold=0`);
    expect([status, body.searchedUser, body.searchedFace]).toEqual([200, { userId: 'ann' }, undefined]);
    const found = body.userMatches.map(({ user }) => user.userId);
    expect(found).toContain('bob');
    expect(found).not.toContain('ann');
    const similarities = body.userMatches.map(({ similarity }) => similarity);
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
    expect(body.userMatches[0]?.user.userStatus).toMatch(/^(ACTIVE|UPDATING|CREATED)$/);
    expect(body.faceModelVersion).toEqual(expect.any(String));
  });

  it('applies the maximum count', async () => {
    const path = `${STAFF}/users/ann/matches?userMatchThreshold=0&maxUsers=1`;
    expect((await app.ask<SearchUsersResponse>(path)).body.userMatches).toHaveLength(1);
  });

  it('finds no user for a user without faces', async () => {
    const { status, body } = await app.ask<SearchUsersResponse>(`${STAFF}/users/none/matches`);
    expect([status, body.userMatches]).toEqual([200, []]);
  });
});

describe('SearchUsers: 200 by face', () => {
  it('finds the users who match the face', async () => {
    const { status, body } = await app.ask<SearchUsersResponse>(`${STAFF}/faces/${ann[0]}/user-matches`);
    expect([status, body.searchedFace, body.searchedUser]).toEqual([200, { faceId: ann[0] }, undefined]);
    expect(body.userMatches.map(({ user }) => user.userId)).toContain('ann');
    expect(body.userMatches.map(({ user }) => user.userId)).not.toContain('bob');
  });

  it('is allowed with a read-only key', async () => {
    const { status } = await app.ask(`${STAFF}/faces/${ann[0]}/user-matches`, { key: 'acme-read' });
    expect(status).toBe(200);
  });
});

describe('SearchUsers: 404', () => {
  it.each([
    ['resource-not-found', `${STAFF}/users/nobody/matches`],
    ['face-not-found', `${STAFF}/faces/${STRANGER}/user-matches`],
    ['resource-not-found', '/collections/nowhere/users/ann/matches'],
    ['resource-not-found', `/collections/nowhere/faces/${STRANGER}/user-matches`],
  ])('answers %s for %s', async (code, path) => {
    const { status, body } = await app.ask(path);
    expect([status, body['code'], body['retryable']]).toEqual([404, code, false]);
  });
});

describe('SearchUsers: 400', () => {
  it.each([
    [`${STAFF}/users/a%20b/matches`, '/path/userId'],
    [`${STAFF}/faces/x/user-matches`, '/path/faceId'],
    [`${STAFF}/users/ann/matches?maxUsers=501`, '/query/maxUsers'],
    [`${STAFF}/users/ann/matches?maxUsers=0`, '/query/maxUsers'],
    [`${STAFF}/users/ann/matches?userMatchThreshold=200`, '/query/userMatchThreshold'],
    [`${STAFF}/users/ann/matches?faceId=${STRANGER}`, '/query/faceId'],
  ])('answers validation-failed to %s without asking Rekognition', async (path, pointer) => {
    const { status, body } = await app.ask(path);
    expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([400, pointer]);
    expect(await engine.calls()).toEqual([]);
  });

  it('answers invalid-parameter, not face-not-found, if Rekognition rejects a search by user', async () => {
    await engine.fail({ operation: 'SearchUsers', fault: 'InvalidParameterException', times: 1 });
    const { status, body } = await app.ask(`${STAFF}/users/ann/matches`);
    expect([status, body['code']]).toEqual([400, 'invalid-parameter']);
  });
});
