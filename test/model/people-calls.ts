import fc from 'fast-check';

import { portrait } from '../../src/demo/demo-people.js';
import type { Answer, Ask } from '../harness/app.js';
import { inJson } from '../harness/images.js';
import type { PeopleModel, Told } from './people-model.js';

/** One call of a tenant. Faces are numbers that stand for ids, which are known only during the run. */
export interface PeopleCall {
  readonly kind: keyof typeof KINDS;
  readonly collectionId: string;
  readonly userId: string;
  readonly faces: readonly number[];
  readonly shade: number;
  readonly externalImageId: string | undefined;
  /** Whether the call is sent a second time with its key. */
  readonly again: boolean;
}

/** Where the ids are: in the body, in the query, or in the body of a POST. */
type Form = 'body' | 'query' | 'post';

interface Kind {
  readonly ask: (call: PeopleCall, ids: readonly string[]) => Ask & { readonly path: string };
  readonly told: (model: PeopleModel, call: PeopleCall, ids: readonly string[], answer: Answer) => Told;
}

const PERSONS = ['ann', 'bob'];

const collection = ({ collectionId }: PeopleCall): string => `/collections/${collectionId}`;
const user = (call: PeopleCall): string => `${collection(call)}/users/${call.userId}`;
const image = ({ userId, shade }: PeopleCall): Buffer => portrait(userId, shade);

function withIds(path: string, ids: readonly string[], form: Form, post: string): Ask & { path: string } {
  const query = ids.map((id) => `faceId=${id}`).join('&');
  if (form === 'query') return { method: 'DELETE', path: `${path}?${query}` };
  return form === 'post'
    ? { method: 'POST', path: `${path}/${post}`, body: { faceIds: ids } }
    : { method: 'DELETE', path, body: { faceIds: ids } };
}

function unlink(form: Form): Kind {
  return {
    ask: (call, ids) => withIds(`${user(call)}/faces`, ids, form, 'disassociate'),
    told: (model, { collectionId, userId }, ids) => model.disassociateFaces(collectionId, userId, ids),
  };
}

function deletion(form: Form): Kind {
  return {
    ask: (call, ids) => withIds(`${collection(call)}/faces`, ids, form, 'delete'),
    told: (model, { collectionId }, ids) => model.deleteFaces(collectionId, ids),
  };
}

const KINDS = {
  createCollection: {
    ask: ({ collectionId }) => ({ method: 'POST', path: '/collections', body: { collectionId } }),
    told: (model, { collectionId }) => model.createCollection(collectionId),
  },
  deleteCollection: {
    ask: (call) => ({ method: 'DELETE', path: collection(call) }),
    told: (model, { collectionId }) => model.deleteCollection(collectionId),
  },
  createUser: {
    ask: (call) => ({ method: 'POST', path: `${collection(call)}/users`, body: { userId: call.userId } }),
    told: (model, { collectionId, userId }) => model.createUser(collectionId, userId),
  },
  deleteUser: {
    ask: (call) => ({ method: 'DELETE', path: user(call) }),
    told: (model, { collectionId, userId }) => model.deleteUser(collectionId, userId),
  },
  indexFaces: {
    ask: (call) => ({
      method: 'POST',
      path: `${collection(call)}/faces`,
      body: { image: inJson(image(call)), externalImageId: call.externalImageId },
    }),
    told: (model, call, _ids, answer) => {
      const [stored = ''] = listsOf(answer)?.['faceRecords'] ?? [];
      return model.indexFaces(call.collectionId, image(call).toString('base64'), call.externalImageId, stored);
    },
  },
  associateFaces: {
    // The similarity of faces does not matter here.
    ask: (call, ids) => ({
      method: 'POST',
      path: `${user(call)}/faces`,
      body: { faceIds: ids, userMatchThreshold: 0 },
    }),
    told: (model, { collectionId, userId }, ids) => model.associateFaces(collectionId, userId, ids),
  },
  disassociateFaces: unlink('body'),
  disassociateFacesByQuery: unlink('query'),
  disassociateFacesByPost: unlink('post'),
  disassociateFace: {
    ask: (call, [id = '']) => ({ method: 'DELETE', path: `${user(call)}/faces/${id}` }),
    told: (model, { collectionId, userId }, [id = '']) => model.disassociateFace(collectionId, userId, id),
  },
  deleteFaces: deletion('body'),
  deleteFacesByQuery: deletion('query'),
  deleteFacesByPost: deletion('post'),
} as const satisfies Record<string, Kind>;

/** The frequency of each kind of call: sequences need collections and faces, so that the other calls have an effect. */
const WEIGHTS: Record<keyof typeof KINDS, number> = {
  createCollection: 2,
  deleteCollection: 1,
  createUser: 6,
  deleteUser: 1,
  indexFaces: 8,
  associateFaces: 8,
  disassociateFaces: 3,
  disassociateFacesByQuery: 2,
  disassociateFacesByPost: 2,
  disassociateFace: 4,
  deleteFaces: 1,
  deleteFacesByQuery: 1,
  deleteFacesByPost: 1,
};

const kind = fc.oneof(
  ...Object.entries(WEIGHTS).map(([name, weight]) => ({
    weight,
    arbitrary: fc.constant(name as keyof typeof KINDS),
  })),
);

/** Any call, mostly of the first collection. */
export const peopleCall: fc.Arbitrary<PeopleCall> = fc.record({
  kind,
  collectionId: fc.constantFrom('staff', 'staff', 'staff', 'guests'),
  userId: fc.constantFrom(...PERSONS),
  faces: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 6 }),
  shade: fc.nat({ max: 3 }),
  externalImageId: fc.option(fc.constantFrom('badge', 'door'), { nil: undefined }),
  again: fc.boolean(),
});

/** Creates the collection and the users that most calls use. */
export const OPENING: readonly PeopleCall[] = [
  { kind: 'createCollection', userId: '' },
  { kind: 'createUser', userId: 'ann' },
  { kind: 'createUser', userId: 'bob' },
].map((call) => ({
  ...(call as Pick<PeopleCall, 'kind' | 'userId'>),
  collectionId: 'staff',
  faces: [],
  shade: 0,
  externalImageId: undefined,
  again: false,
}));

export function askOf(call: PeopleCall, ids: readonly string[]): Ask & { readonly path: string } {
  return KINDS[call.kind].ask(call, ids);
}

/** Executes a call in the model and returns the expected answer. */
export function toldBy(model: PeopleModel, call: PeopleCall, ids: readonly string[], answer: Answer): Told {
  return KINDS[call.kind].told(model, call, ids, answer);
}

/** Converts an answer to the format of the model. */
export function toldIn(answer: Answer): Told {
  const { status, body } = answer;
  if (status >= 400) return { status, code: String(body['code']) };
  const lists = listsOf(answer);
  return lists === undefined ? { status } : { status, lists };
}

interface ToldFace {
  readonly faceId?: string;
  readonly userId?: string;
  readonly reasons?: readonly string[];
  /** Of IndexFaces. */
  readonly face?: { readonly faceId: string };
}

function listsOf({ body }: Answer): Record<string, string[]> | undefined {
  const lists = Object.entries(body).filter(([, value]) => Array.isArray(value));
  const named = lists.filter(([name]) => name !== 'unindexedFaces') as [string, ToldFace[]][];
  if (named.length === 0) return undefined;
  return Object.fromEntries(named.map(([name, faces]) => [name, faces.map(faceIn).sort()]));
}

function faceIn({ faceId, userId, reasons, face }: ToldFace): string {
  return [faceId ?? face?.faceId, ...(reasons ?? []), userId].filter((part) => part !== undefined).join(' ');
}
