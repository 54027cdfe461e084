import { CreateCollectionCommand, CreateUserCommand, ListCollectionsCommand } from '@aws-sdk/client-rekognition';
import type { RekognitionClient } from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNT, KEYS } from '../kit.js';
import { withEngine } from '../with-engine.js';

const COLLEAGUE = { accessKeyId: 'AKIDCOLLEAGUE', secretAccessKey: 'colleague' };
const STRANGER = { accessKeyId: 'AKIDSTRANGER', secretAccessKey: 'stranger' };

let own: RekognitionClient;

const { engine } = withEngine({
  accounts: [
    { accountId: ACCOUNT, ...KEYS },
    { accountId: ACCOUNT, ...COLLEAGUE },
    { accountId: '999999999999', ...STRANGER },
  ],
});

beforeAll(async () => {
  own = engine.client();
  await own.send(new CreateCollectionCommand({ CollectionId: 'staff' }));
  await own.send(new CreateUserCommand({ CollectionId: 'staff', UserId: 'ann', ClientRequestToken: 'first' }));
});

async function collectionsOf(client: RekognitionClient) {
  return (await client.send(new ListCollectionsCommand({}))).CollectionIds;
}

describe('Accounts and regions', () => {
  it('share the same collections between all keys of an account', async () => {
    expect(await collectionsOf(engine.client({ credentials: COLLEAGUE }))).toEqual(['staff']);
  });

  it.each([
    ['another account', { credentials: STRANGER }, '999999999999', 'us-west-2'],
    ['another region', { region: 'ap-south-1' }, ACCOUNT, 'ap-south-1'],
  ])('isolate collections, users and request tokens from %s', async (_, config, account, region) => {
    const other = engine.client(config);
    expect(await collectionsOf(other)).toEqual([]);
    const { CollectionArn } = await other.send(new CreateCollectionCommand({ CollectionId: 'staff' }));
    expect(CollectionArn).toBe(`aws:rekognition:${region}:${account}:collection/staff`);
    await other.send(new CreateUserCommand({ CollectionId: 'staff', UserId: 'bob', ClientRequestToken: 'first' }));
  });
});
