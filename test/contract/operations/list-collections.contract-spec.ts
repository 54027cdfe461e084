import {
  CreateCollectionCommand,
  InvalidPaginationTokenException,
  ListCollectionsCommand,
  paginateListCollections,
} from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { TestEngine, itEngine, newCollection, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { target, client } = withTarget();
let ids: string[];

beforeAll(async () => {
  ids = [];
  for (let number = 0; number < 5; number += 1) ids.push(await newCollection(client));
});
/** All collections of the account; at AWS, they include those of others. */
async function everyCollection(pageSize?: number): Promise<string[]> {
  const listed: string[] = [];
  const paging = { client, ...(pageSize === undefined ? {} : { pageSize }) };
  for await (const { CollectionIds = [] } of paginateListCollections(paging, {})) listed.push(...CollectionIds);
  return listed;
}

describe('ListCollections', () => {
  it("answers like AWS's example, with a model version for each collection", async () => {
    const { CollectionIds, FaceModelVersions } = await client.send(new ListCollectionsCommand({}));
    expect(FaceModelVersions).toHaveLength(CollectionIds!.length);
    for (const version of FaceModelVersions!) expect(version).toMatch(/^\d+\.\d+$/);
    expect(await everyCollection()).toEqual(expect.arrayContaining(ids));
  });

  it('lists every collection exactly once over all pages', async () => {
    const listed = await everyCollection(2);
    expect(listed.filter((id) => ids.includes(id)).sort()).toEqual(ids.toSorted());
  });

  it('lists at most MaxResults collections, and returns a token if there are more', async () => {
    const answer = await client.send(new ListCollectionsCommand({ MaxResults: 3 }));
    expect(answer.CollectionIds).toHaveLength(3);
    expect(answer.NextToken).toEqual(expect.any(String));
  });

  it('rejects a page size of 4,097 with ValidationException', async () => {
    for (const MaxResults of [4097, -1]) {
      const command = new ListCollectionsCommand({ MaxResults });
      await expect(client.send(command)).rejects.toMatchObject(VALIDATION);
    }
    expect((await client.send(new ListCollectionsCommand({ MaxResults: 4096 }))).CollectionIds).toBeDefined();
  });

  it('rejects a token of another region, and an invalid token, with InvalidPaginationTokenException', async () => {
    const { NextToken } = await client.send(new ListCollectionsCommand({ MaxResults: 1 }));
    const region = (await client.config.region()) === 'eu-west-1' ? 'us-east-1' : 'eu-west-1';
    for (const [caller, token] of [
      [target.client({ region }), NextToken],
      [client, 'AAAA'],
      [client, `${NextToken!}=`],
    ] as const)
      await expect(caller.send(new ListCollectionsCommand({ NextToken: token }))).rejects.toBeInstanceOf(
        InvalidPaginationTokenException,
      );
  });

  itEngine('lists in the order of creation, and returns no token if the last page is exactly full', async () => {
    const engine = await TestEngine.start();
    try {
      const alone = engine.client();
      const list = (MaxResults: number) => alone.send(new ListCollectionsCommand({ MaxResults }));
      expect((await list(2)).CollectionIds).toEqual([]);
      for (const CollectionId of ['b', 'a', 'c']) await alone.send(new CreateCollectionCommand({ CollectionId }));
      expect(await list(2)).toMatchObject({ CollectionIds: ['b', 'a'], NextToken: expect.any(String) });
      const whole = await list(3);
      expect(whole.CollectionIds).toEqual(['b', 'a', 'c']);
      expect(whole.NextToken).toBeUndefined();
    } finally {
      await engine.close();
    }
  });
});
