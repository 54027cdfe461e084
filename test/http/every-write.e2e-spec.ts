import { beforeAll, describe, expect, it } from '@jest/globals';

import { type Answer, type Ask } from '../harness/app.js';
import { ROUTES } from '../harness/document.js';
import { imageOf, inJson } from '../harness/images.js';
import { withWorld } from '../harness/world.js';

/** A write with an effect, by operationId. Faces of ann are given by index. */
interface Write {
  readonly operation: string;
  readonly path: string;
  readonly method: string;
  readonly body?: object;
  readonly status: number;
}

const ANN = '/collections/staff/users/ann/faces';
const faces = (...places: number[]): { faceIds: string[] } => ({ faceIds: places.map((place) => ids[place]!) });

/** Ordered so that each write has an effect. */
const WRITES: Readonly<Record<string, () => Write>> = {
  createCollection: () => ({
    operation: 'CreateCollection',
    path: '/collections',
    method: 'POST',
    body: { collectionId: 'guests' },
    status: 201,
  }),
  tagResource: () => ({
    operation: 'TagResource',
    path: '/collections/guests/tags',
    method: 'PATCH',
    body: { tags: { site: 'berlin' } },
    status: 204,
  }),
  untagResource: () => ({
    operation: 'UntagResource',
    path: '/collections/guests/tags?tagKey=site',
    method: 'DELETE',
    status: 204,
  }),
  deleteCollection: () => ({
    operation: 'DeleteCollection',
    path: '/collections/guests',
    method: 'DELETE',
    status: 204,
  }),
  createUser: () => ({
    operation: 'CreateUser',
    path: '/collections/staff/users',
    method: 'POST',
    body: { userId: 'bob' },
    status: 201,
  }),
  deleteUser: () => ({
    operation: 'DeleteUser',
    path: '/collections/staff/users/bob',
    method: 'DELETE',
    status: 204,
  }),
  indexFaces: () => ({
    operation: 'IndexFaces',
    path: '/collections/staff/faces',
    method: 'POST',
    body: { image: inJson(imageOf('somebody')) },
    status: 201,
  }),
  disassociateFaces: () => ({
    operation: 'DisassociateFaces',
    path: ANN,
    method: 'DELETE',
    body: faces(0, 1),
    status: 200,
  }),
  associateFaces: () => ({ operation: 'AssociateFaces', path: ANN, method: 'POST', body: faces(0), status: 200 }),
  disassociateFacesByPost: () => ({
    operation: 'DisassociateFaces',
    path: `${ANN}/disassociate`,
    method: 'POST',
    body: faces(0),
    status: 200,
  }),
  disassociateFace: () => ({
    operation: 'DisassociateFaces',
    path: `${ANN}/${ids[2]!}`,
    method: 'DELETE',
    status: 204,
  }),
  disassociateAllFaces: () => ({
    operation: 'DisassociateFaces',
    path: `${ANN}/disassociate-all`,
    method: 'POST',
    status: 200,
  }),
  deleteFaces: () => ({
    operation: 'DeleteFaces',
    path: '/collections/staff/faces',
    method: 'DELETE',
    body: faces(0),
    status: 200,
  }),
  deleteFacesByPost: () => ({
    operation: 'DeleteFaces',
    path: '/collections/staff/faces/delete',
    method: 'POST',
    body: faces(1, 2),
    status: 200,
  }),
};

let ids: string[];

const { app, engine, people } = withWorld();

beforeAll(async () => {
  ids = await people.user('staff', 'ann', 4);
});

function send({ path, method, body }: Write, key: string): Promise<Answer> {
  const ask: Ask = { method, headers: { 'idempotency-key': key }, ...(body && { body }) };
  return app.clock.passWaits(app.ask(path, ask));
}

describe('every write', () => {
  it('is in the table of this suite, and documents its Idempotency-Key', () => {
    const taking = ROUTES.filter(({ parameters }) => parameters.some(({ name }) => name === 'Idempotency-Key'));
    expect(taking.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(WRITES).sort());
    // A repeated erasure joins the first one without a key: test/people.
    const changing = ROUTES.filter(
      ({ method, operationId }) => method !== 'get' && !/^(search|detect|compare|eraseUser)/.test(operationId),
    );
    expect(changing.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(WRITES).sort());
  });

  // Earlier writes change what later ones find, so they run in the order of the table.
  it.each(Object.keys(WRITES))(
    'has one effect and the same answer if it is sent twice with one key: %s',
    async (operationId) => {
      const write = WRITES[operationId]!();
      await engine.forgetCalls();
      const [first, second] = [await send(write, operationId), await send(write, operationId)];
      expect([first.status, second.status, second.text]).toEqual([write.status, write.status, first.text]);
      const told = [first, second].map(({ headers }) => [headers.get('idempotency-replayed'), headers.get('location')]);
      expect(told).toEqual([
        [null, first.headers.get('location')],
        ['true', first.headers.get('location')],
      ]);
      expect(await engine.calls(write.operation)).toHaveLength(1);
    },
  );
});
