import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import { IndexFacesCommand } from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { namespaceOf } from '../../src/config/tenant.js';
import { portrait } from '../../src/demo/demo-people.js';
import { IDEMPOTENCY_STORE, type IdempotencyStore, MAX_RECORDS_PER_TENANT } from '../../src/state/idempotency.store.js';
import { type Answer, type Ask, tenant, TestApp } from '../harness/app.js';
import { HostileUpstream, type UpstreamCall } from '../harness/hostile-upstream.js';
import { imageOf, inJson } from '../harness/images.js';
import { withWorld } from '../harness/world.js';

/** The maximum numbers of faces in one DeleteFaces, and stored from one image. */
const [FACES_PER_DELETE, FACES_PER_IMAGE] = [4_096, 100];
const FACES = '/collections/staff/faces';

const keyed = (app: TestApp, path: string, ask: Ask, key: string): Promise<Answer> =>
  app.clock.passWaits(app.ask(path, { ...ask, headers: { 'idempotency-key': key } }));

const replayed = ({ headers }: Answer): string | null => headers.get('idempotency-replayed');

describe('an idempotency key', () => {
  const { app, engine, people } = withWorld();

  async function storeFaces(count: number): Promise<string[]> {
    const ids: string[] = [];
    while (ids.length < count) {
      const names = Array.from({ length: Math.min(FACES_PER_IMAGE, count - ids.length) }, () => `p${randomUUID()}`);
      const Image = { Bytes: portrait(names.join(), 7) };
      const { FaceRecords = [] } = await people.client.send(
        new IndexFacesCommand({ CollectionId: 'staff', Image, MaxFaces: FACES_PER_IMAGE }),
      );
      ids.push(...FaceRecords.map(({ Face }) => Face?.FaceId ?? ''));
    }
    return ids;
  }

  it('replays the complete deletion of 4,096 faces instead of reporting them as missing', async () => {
    const faceIds = await storeFaces(FACES_PER_DELETE);
    await engine.forgetCalls();
    const deletion = { method: 'DELETE', body: { faceIds } };
    const first = await keyed(app, FACES, deletion, 'erase');
    const second = await keyed(app, FACES, deletion, 'erase');
    expect([first.status, first.body['outcome'], replayed(first)]).toEqual([200, 'complete', null]);
    expect(first.body['deletedFaces']).toHaveLength(FACES_PER_DELETE);
    expect([second.status, second.text === first.text, replayed(second)]).toEqual([200, true, 'true']);
    expect(await engine.calls('DeleteFaces')).toHaveLength(1);
  });

  it('with an unknown outcome stores no second face after 10,050 other writes of its tenant', async () => {
    const before = (await people.allFaces('staff')).length;
    const image = { method: 'POST', body: { image: inJson(imageOf('somebody')) } };
    await engine.fail({ operation: 'IndexFaces', fault: 'drop-after', times: 1 });
    const lost = await keyed(app, FACES, image, 'enrol');
    expect([lost.status, lost.body['effect']]).toEqual([502, 'unknown']);
    const store = app.app.get<IdempotencyStore>(IDEMPOTENCY_STORE);
    for (let number = 0; number < MAX_RECORDS_PER_TENANT + 50; number += 1) {
      const place = { tenant: namespaceOf(tenant('acme')), key: `other-${String(number)}` };
      await store.reserve(place, { owner: 'other', fingerprint: '', leaseMs: 15_000 });
      await store.complete(place, 'other', Buffer.from('an answer'));
    }
    const again = await keyed(app, FACES, image, 'enrol');
    expect([again.status, again.body['code']]).toEqual([409, 'outcome-unknown']);
    expect(await people.allFaces('staff')).toHaveLength(before + 1);
  });
});

describe('an idempotency key that is sent to another process of the service', () => {
  const { app, engine, people } = withWorld();
  let other: TestApp;

  beforeAll(async () => {
    other = await TestApp.start(engine.url);
  });
  afterAll(() => other.close());

  it('is unknown there: the image is stored again', async () => {
    const image = { method: 'POST', body: { image: inJson(imageOf('somebody')) } };
    const answers = [await keyed(app, FACES, image, 'enrol'), await keyed(other, FACES, image, 'enrol')];
    expect(answers.map((answer) => [answer.status, replayed(answer)])).toEqual([
      [201, null],
      [201, null],
    ]);
    expect(await people.allFaces('staff')).toHaveLength(2);
  });

  it('has one effect and the same outcome where Rekognition remembers its token', async () => {
    const faceIds = await people.user('staff', 'ann', 1);
    const removal = { method: 'DELETE', body: { faceIds } };
    const path = '/collections/staff/users/ann/faces';
    const answers = [await keyed(app, path, removal, 'off'), await keyed(other, path, removal, 'off')];
    expect(answers.map((answer) => [answer.body['disassociatedFaces'], replayed(answer)])).toEqual([
      [[{ faceId: faceIds[0] }], null],
      [[{ faceId: faceIds[0] }], null],
    ]);
  });
});

/** Numbers with all digits, as in Rekognition's responses, because they compress worst. */
const number = (): number => Math.random() * 100;
const box = (): object => ({ Width: number(), Height: number(), Left: number(), Top: number() });
const trait = (): object => ({ Value: true, Confidence: number() });
const named = (count: number, of: () => object): object[] =>
  Array.from({ length: count }, (_, index) => ({ Type: `kind-${String(index)}`, ...of() }));

/** A face with all attributes. */
function faceRecord(): object {
  const traits = ['Smile', 'Eyeglasses', 'Sunglasses', 'Beard', 'Mustache', 'EyesOpen', 'MouthOpen'];
  return {
    Face: { FaceId: randomUUID(), ImageId: randomUUID(), BoundingBox: box(), Confidence: number() },
    FaceDetail: {
      ...Object.fromEntries([...traits, 'FaceOccluded'].map((name) => [name, trait()])),
      BoundingBox: box(),
      Gender: { Value: 'Female', Confidence: number() },
      AgeRange: { Low: 20, High: 30 },
      Confidence: number(),
      Emotions: named(8, () => ({ Confidence: number() })),
      Landmarks: named(30, () => ({ X: number(), Y: number() })),
      Pose: { Roll: number(), Yaw: number(), Pitch: number() },
      Quality: { Brightness: number(), Sharpness: number() },
      EyeDirection: { Yaw: number(), Pitch: number(), Confidence: number() },
    },
  };
}

/** A user id of maximum length that does not compress. */
const userId = (): string => randomBytes(96).toString('base64url');

const OUTPUTS: Readonly<Record<string, (input: UpstreamCall['input']) => object>> = {
  DeleteFaces: ({ FaceIds }) => ({
    UnsuccessfulFaceDeletions: (FaceIds as string[]).map((FaceId) => ({
      FaceId,
      UserId: userId(),
      Reasons: ['ASSOCIATED_TO_AN_EXISTING_USER'],
    })),
  }),
  AssociateFaces: ({ FaceIds }) => ({
    UserStatus: 'ACTIVE',
    UnsuccessfulFaceAssociations: (FaceIds as string[]).map((FaceId) => ({
      FaceId,
      UserId: userId(),
      Confidence: number(),
      Reasons: ['ASSOCIATED_TO_A_DIFFERENT_USER'],
    })),
  }),
  IndexFaces: () => ({
    FaceRecords: Array.from({ length: FACES_PER_IMAGE }, faceRecord),
    UnindexedFaces: [],
    FaceModelVersion: '7.0',
  }),
};

describe('the largest answer that Rekognition gives', () => {
  let upstream: HostileUpstream;
  let app: TestApp;

  beforeAll(async () => {
    upstream = await HostileUpstream.start(({ operation, input }, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(OUTPUTS[operation]!(input)));
    });
    app = await TestApp.start(upstream.url);
  });
  afterAll(async () => {
    await app.close();
    await upstream.close();
  });

  const someFaces = (count: number): object => ({ faceIds: Array.from({ length: count }, () => randomUUID()) });

  it.each<[string, string, () => Ask]>([
    [
      'to a DeleteFaces of 4,096 faces of users with long ids',
      FACES,
      () => ({ method: 'DELETE', body: someFaces(FACES_PER_DELETE) }),
    ],
    [
      'to an AssociateFaces of 100 faces of other users',
      '/collections/staff/users/ann/faces',
      () => ({ method: 'POST', body: someFaces(100) }),
    ],
    [
      'to an IndexFaces of 100 faces with all attributes',
      FACES,
      () => ({ method: 'POST', body: { image: inJson(imageOf('crowd')), detectionAttributes: ['ALL'] } }),
    ],
  ])('%s is stored for its key', async (_name, path, askOf) => {
    const [ask, key, before] = [askOf(), randomUUID(), upstream.calls.length];
    const first = await keyed(app, path, ask, key);
    const second = await keyed(app, path, ask, key);
    expect([first.status < 300, replayed(first)]).toEqual([true, null]);
    expect([second.status, second.text === first.text, replayed(second)]).toEqual([first.status, true, 'true']);
    expect(upstream.calls.length).toBe(before + 1);
  });
});
