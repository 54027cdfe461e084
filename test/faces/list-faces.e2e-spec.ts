import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { World } from '../harness/world.js';

let world: World;
let app: World['app'];
let people: World['people'];

beforeAll(async () => {
  world = await World.start();
  ({ app, people } = world);
});

afterAll(() => world.close());

describe('200', () => {
  it("lists a user's faces with all that Rekognition knows of them", async () => {
    const [faceId] = await people.user('staff', 'ann', 1);
    const { status, body } = await app.ask('/collections/staff/users/ann/faces');
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          faceId,
          userId: 'ann',
          imageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          externalImageId: expect.any(String),
          confidence: expect.any(Number),
          indexFacesModelVersion: expect.any(String),
          boundingBox: {
            width: expect.any(Number),
            height: expect.any(Number),
            left: expect.any(Number),
            top: expect.any(Number),
          },
        },
      ],
    });
  });

  it('lists 100 faces whole', async () => {
    const ids = await people.user('staff', 'many', 100);
    const { body } = await app.ask<{ items: { faceId: string }[] }>('/collections/staff/users/many/faces');
    expect(body.items.map(({ faceId }) => faceId).sort()).toEqual(ids.sort());
  });

  it('lists nothing for a user without faces', async () => {
    await people.user('staff', 'none', 0);
    const { status, body } = await app.ask('/collections/staff/users/none/faces');
    expect([status, body]).toEqual([200, { items: [] }]);
  });

  it('answers HEAD like GET, without a body', async () => {
    const { status, text } = await app.ask('/collections/staff/users/ann/faces', { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
  });

  it('is allowed to a key that may only read', async () => {
    const { status } = await app.ask('/collections/staff/users/ann/faces', { key: 'acme-read' });
    expect(status).toBe(200);
  });
});

describe('refusals', () => {
  it('answers 404 resource-not-found for a user that is not there', async () => {
    const { status, body } = await app.ask('/collections/staff/users/nobody/faces');
    expect([status, body['code']]).toEqual([404, 'resource-not-found']);
  });

  it('answers 400 to a query parameter that it would have to ignore', async () => {
    const { status, body } = await app.ask('/collections/staff/users/ann/faces?limit=1');
    expect([status, body['errors']]).toEqual([400, [{ pointer: '/query/limit', detail: 'is not known here' }]]);
  });
});
