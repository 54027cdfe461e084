import { CreateCollectionCommand, ListCollectionsCommand, paginateListCollections } from '@aws-sdk/client-rekognition';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestEngine, refusal } from '../kit.js';

let engine: TestEngine;

beforeEach(async () => {
  engine = await TestEngine.start();
});
afterEach(() => engine.close());

async function create(...ids: string[]): Promise<void> {
  for (const CollectionId of ids) await engine.client().send(new CreateCollectionCommand({ CollectionId }));
}

describe('ListCollections', () => {
  it("answers AWS's example, with a model version for each collection", async () => {
    await create('myphotos');
    const answer = await engine.client().send(new ListCollectionsCommand({}));
    expect(answer).toMatchObject({ CollectionIds: ['myphotos'], FaceModelVersions: ['7.0'] });
    expect(answer.NextToken).toBeUndefined();
  });

  it('gives every collection exactly once over all pages', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    await create(...ids);
    const pages: unknown[] = [];
    for await (const page of paginateListCollections({ client: engine.client(), pageSize: 2 }, {}))
      pages.push(page.CollectionIds);
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('ends without a token when the last page is just full', async () => {
    await create('a', 'b');
    const answer = await engine.client().send(new ListCollectionsCommand({ MaxResults: 2 }));
    expect(answer.CollectionIds).toHaveLength(2);
    expect(answer.NextToken).toBeUndefined();
  });

  it('refuses a token of another region, and what never was a token, with InvalidPaginationTokenException', async () => {
    await create('a', 'b');
    const { NextToken } = await engine.client().send(new ListCollectionsCommand({ MaxResults: 1 }));
    const abroad = engine.client({ region: 'eu-west-1' });
    for (const [client, token] of [
      [abroad, NextToken],
      [engine.client(), 'AAAA'],
      [engine.client(), `${NextToken!}=`],
    ] as const)
      expect(await refusal(client.send(new ListCollectionsCommand({ NextToken: token })))).toMatchObject({
        name: 'InvalidPaginationTokenException',
        status: 400,
      });
  });
});
