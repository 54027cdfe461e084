import { ListCollectionsCommand, ListFacesCommand, ListUsersCommand } from '@aws-sdk/client-rekognition';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startEngine } from '../../../src/engine/index.js';
import type { EngineOptions } from '../../../src/engine/index.js';
import { BIG_REGIONS, callsPerSecond } from '../../../src/engine/quotas.js';
import { ACCOUNT, KEYS, REGION, TestEngine, rawCall, refusal } from '../kit.js';

const STRANGER = { accessKeyId: 'AKIDSTRANGER', secretAccessKey: 'stranger' };
const COLLEAGUE = { accessKeyId: 'AKIDCOLLEAGUE', secretAccessKey: 'colleague' };

let engine: TestEngine;

afterEach(() => engine.close());

/** An engine whose clock is advanced only by the control route. */
async function start(options: EngineOptions): Promise<RekognitionClient> {
  engine = await TestEngine.start({ nowMs: () => 1_000_000, ...options });
  return engine.client();
}

/** The number of answered calls out of `count` sequential ones. The others must exceed the quota. */
async function answered(calls: number, client: RekognitionClient, command = new ListCollectionsCommand({})) {
  let count = 0;
  for (let call = 0; call < calls; call += 1) {
    const name = await client.send(command).then(
      () => 'ok',
      (error: unknown) => (error as Error).name,
    );
    if (name !== 'ProvisionedThroughputExceededException') count += 1;
  }
  return count;
}

describe("AWS's quotas", () => {
  it.each([
    ['DisassociateFaces', 5, 5],
    ['TagResource', 10, 10],
    ['SearchFaces', 50, 5],
    ['CompareFaces', 100, 25],
  ])(
    'are those that AWS documents, for example %s: %d in three regions, %d in the others',
    async (name, big, others) => {
      await start({ quotas: 'aws' });
      expect(BIG_REGIONS).toHaveLength(3);
      for (const region of BIG_REGIONS) expect(callsPerSecond('aws', name, region)).toBe(big);
      expect(callsPerSecond('aws', name, 'eu-central-1')).toBe(others);
    },
  );

  it('accept a burst of one second, then reject calls until the bucket has refilled', async () => {
    const client = await start({ quotas: 'aws' });
    expect(await answered(8, client)).toBe(5);
    await engine.control('POST', 'clock', { advanceMs: 200 });
    expect(await answered(3, client)).toBe(1);
    await engine.control('POST', 'clock', { advanceMs: 600_000 });
    expect(await answered(8, client)).toBe(5);
  });

  it('reject calls like AWS: ProvisionedThroughputExceededException, 400', async () => {
    const client = await start({ quotas: 'aws' });
    await answered(5, client);
    expect(await refusal(client.send(new ListCollectionsCommand({})))).toEqual({
      name: 'ProvisionedThroughputExceededException',
      message: expect.stringMatching(/./),
      status: 400,
    });
    expect((await engine.recorder()).counts['ListCollections']).toEqual({
      ok: 5,
      ProvisionedThroughputExceededException: 1,
    });
  });

  it('count each operation, region and account separately, and the keys of one account together', async () => {
    const client = await start({
      quotas: 'aws',
      accounts: [
        { accountId: ACCOUNT, ...KEYS },
        { accountId: ACCOUNT, ...COLLEAGUE },
        { accountId: '999999999999', ...STRANGER },
      ],
    });
    expect(await answered(6, client)).toBe(5);
    expect(await answered(1, engine.client({ credentials: COLLEAGUE }))).toBe(0);
    expect(await answered(6, engine.client({ credentials: STRANGER }))).toBe(5);
    expect(await answered(6, engine.client({ region: 'ap-south-1' }))).toBe(5);
    expect(await refusal(client.send(new ListUsersCommand({ CollectionId: 'none' })))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('are higher in the big regions', async () => {
    await start({ quotas: 'aws' });
    const ask = (region: string) =>
      Promise.all(
        Array.from({ length: 60 }, () =>
          refusal(engine.client({ region }).send(new ListFacesCommand({ CollectionId: 'none' }))),
        ),
      );
    const through = async (region: string) =>
      (await ask(region)).filter(({ name }) => name === 'ResourceNotFoundException').length;
    expect([await through(REGION), await through('eu-central-1')]).toEqual([50, 5]);
  });

  it('are charged before the request is read, and not for a call whose signature is wrong', async () => {
    const client = await start({ quotas: 'aws' });
    const wrong = { ...KEYS, secretAccessKey: 'wrong' };
    for (let call = 0; call < 6; call += 1) await rawCall(engine.url, { body: '{}', keys: wrong });
    for (let call = 0; call < 4; call += 1)
      expect((await rawCall(engine.url, { body: 'no JSON' })).json['__type']).toBe('SerializationException');
    expect(await answered(3, client)).toBe(1);
  });
});

describe('Custom quotas', () => {
  it('limit only the operations that they name, and may be fractions', async () => {
    const client = await start({ quotas: { ListCollections: 0.5 } });
    expect(await answered(3, client)).toBe(1);
    await engine.control('POST', 'clock', { advanceMs: 1_999 });
    expect(await answered(1, client)).toBe(0);
    await engine.control('POST', 'clock', { advanceMs: 1 });
    expect(await answered(2, client)).toBe(1);
    const users = { name: 'ResourceNotFoundException' };
    for (let call = 0; call < 8; call += 1)
      expect(await refusal(client.send(new ListUsersCommand({ CollectionId: 'none' })))).toMatchObject(users);
  });

  it('are rejected at start, with all faults at once', async () => {
    await start({ quotas: 'off' });
    const quotas = { Detect: 1, ListFaces: -1 } as EngineOptions['quotas'] & object;
    await expect(startEngine({ quotas })).rejects.toThrow(
      /^quotas: Detect is not an operation.*\nquotas: ListFaces must be a number/,
    );
  });

  it('are off by default', async () => {
    const client = await start({});
    expect(await answered(20, client)).toBe(20);
  });
});
