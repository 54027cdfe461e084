import {
  CreateCollectionCommand,
  ResourceAlreadyExistsException,
  paginateListCollections,
} from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { newCollection, newId, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget();

describe('CreateCollection', () => {
  it("answers like AWS's example", async () => {
    const CollectionId = newId('myphotos');
    const answer = await client.send(new CreateCollectionCommand({ CollectionId }));
    const region = await client.config.region();
    expect(answer).toMatchObject({ StatusCode: 200, FaceModelVersion: expect.stringMatching(/^\d+\.\d+$/) });
    expect(answer.CollectionArn).toMatch(new RegExp(`^aws:rekognition:${region}:\\d{12}:collection/${CollectionId}$`));
  });

  it('rejects an existing id with ResourceAlreadyExistsException', async () => {
    const CollectionId = await newCollection(client);
    const again = new CreateCollectionCommand({ CollectionId });
    await expect(client.send(again)).rejects.toBeInstanceOf(ResourceAlreadyExistsException);
  });

  it('treats ids that differ only in case as different', async () => {
    const id = newId();
    for (const CollectionId of [`${id}-Case`, `${id}-case`])
      await client.send(new CreateCollectionCommand({ CollectionId }));
    const listed: string[] = [];
    for await (const { CollectionIds = [] } of paginateListCollections({ client }, {})) listed.push(...CollectionIds);
    expect(listed).toEqual(expect.arrayContaining([`${id}-Case`, `${id}-case`]));
  });

  it('accepts ids of 255 characters, with every allowed character, and rejects others', async () => {
    const CollectionId = newId('Az09_.-').padEnd(255, 'x');
    expect((await client.send(new CreateCollectionCommand({ CollectionId }))).StatusCode).toBe(200);
    for (const bad of [`${CollectionId}x`, newId('a b'), newId('a:b')]) {
      const command = new CreateCollectionCommand({ CollectionId: bad });
      await expect(client.send(command)).rejects.toMatchObject(VALIDATION);
    }
  });

  it('accepts 200 tags in any script, and rejects more and reserved ones', async () => {
    const many = Object.fromEntries(Array.from({ length: 198 }, (_, i) => [`k${i}`, '']));
    const Tags = { größe: 'grün', 名前: '東京 1', ...many };
    const answer = await client.send(new CreateCollectionCommand({ CollectionId: newId(), Tags }));
    expect(answer.StatusCode).toBe(200);
    for (const bad of [{ ...Tags, more: '' }, { 'aws:mine': '' }]) {
      const command = new CreateCollectionCommand({ CollectionId: newId(), Tags: bad });
      await expect(client.send(command)).rejects.toMatchObject(VALIDATION);
    }
  });
});
