import { AssociateFacesCommand, CreateUserCommand, DisassociateFacesCommand } from '@aws-sdk/client-rekognition';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { EngineOptions } from '../../../src/engine/index.js';
import { TestEngine, newCollection, refusal, userWithFaces } from '../kit.js';

const started: TestEngine[] = [];

async function start(options: EngineOptions = {}): Promise<TestEngine> {
  const engine = await TestEngine.start(options);
  started.push(engine);
  return engine;
}
afterEach(async () => {
  for (const engine of started.splice(0)) await engine.close();
});

/** A user with a disassociation in progress, whose answer is held back. */
async function busyUser(engine: TestEngine) {
  const client = engine.client();
  const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
  await engine.hold('DisassociateFaces');
  const off = (face: number, ClientRequestToken?: string) =>
    client.send(new DisassociateFacesCommand({ CollectionId, UserId, FaceIds: [FaceIds[face]!], ClientRequestToken }));
  const underWay = off(0, 'token');
  underWay.catch(() => undefined);
  await engine.until(({ counts }) => counts['DisassociateFaces']?.['pending'] === 1);
  return { client, CollectionId, UserId, FaceIds, off, underWay };
}

describe('ConflictException', () => {
  it('rejects, without effect, every write of a user whose earlier write has not been answered', async () => {
    const { client, CollectionId, UserId, FaceIds, off } = await busyUser(await start());
    const join = new AssociateFacesCommand({ CollectionId, UserId, FaceIds });
    const create = new CreateUserCommand({ CollectionId, UserId });
    for (const call of [() => off(1), () => client.send(join), () => client.send(create), () => off(0, 'token')])
      expect(await refusal(call())).toMatchObject({ name: 'ConflictException', status: 400 });
  });

  it('is not returned for other users, or for the same user id elsewhere', async () => {
    const { client, CollectionId, UserId } = await busyUser(await start());
    await client.send(new CreateUserCommand({ CollectionId, UserId: 'other' }));
    await client.send(new CreateUserCommand({ CollectionId: await newCollection(client), UserId }));
  });

  it('is not returned once the earlier write is answered', async () => {
    const engine = await start();
    const { off, underWay } = await busyUser(engine);
    engine.release();
    await underWay;
    expect((await off(1)).DisassociatedFaces).toHaveLength(1);
  });

  it('is not returned after the answer of the earlier write was dropped', async () => {
    const engine = await start();
    const client = engine.client();
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 1);
    await engine.control('PUT', 'faults', [{ operation: '*', fault: 'drop-after', times: 1 }]);
    const off = () => client.send(new DisassociateFacesCommand({ CollectionId, UserId, FaceIds }));
    await refusal(off());
    expect((await off()).DisassociatedFaces).toEqual([]);
  });

  it('is returned for writes of an UPDATING user with the rule updating, except for replays', async () => {
    const engine = await start({ conflicts: 'updating', settleMs: 500, nowMs: () => 0 });
    const client = engine.client();
    const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 2);
    const off = () =>
      client.send(
        new DisassociateFacesCommand({
          CollectionId,
          UserId,
          FaceIds: FaceIds.slice(0, 1),
          ClientRequestToken: 'token',
        }),
      );
    expect(await refusal(off())).toMatchObject({ name: 'ConflictException' });
    await engine.control('POST', 'clock', { advanceMs: 500 });
    const first = await off();
    expect(first.UserStatus).toBe('UPDATING');
    expect((await off()).DisassociatedFaces).toEqual(first.DisassociatedFaces);
  });

  it('is never returned with the rule never', async () => {
    const { off } = await busyUser(await start({ conflicts: 'never' }));
    expect((await off(1)).DisassociatedFaces).toHaveLength(1);
  });
});
