import {
  AccessDeniedException,
  CreateCollectionCommand,
  InvalidParameterException,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { TestEngine, arnOf, badArns, itEngine, newCollection, newId, rawCall } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget();
let ResourceArn: string;

beforeAll(async () => {
  ResourceArn = await arnOf(client, await newCollection(client));
});
async function tags(arn: string) {
  return (await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }))).Tags;
}

describe('ListTagsForResource', () => {
  it('returns the tags that a collection was created with', async () => {
    const CollectionId = newId();
    const Tags = { project: 'faces', größe: '' };
    await client.send(new CreateCollectionCommand({ CollectionId, Tags }));
    expect(await tags(await arnOf(client, CollectionId))).toEqual(Tags);
  });

  it('returns an empty map for a collection without tags', async () => {
    expect(await tags(ResourceArn)).toEqual({});
  });

  it('rejects an invalid ARN with InvalidParameterException', async () => {
    for (const arn of badArns(ResourceArn).malformed)
      await expect(tags(arn)).rejects.toBeInstanceOf(InvalidParameterException);
  });

  it('rejects a missing collection, and one of another region, with ResourceNotFoundException', async () => {
    for (const arn of badArns(ResourceArn).absent)
      await expect(tags(arn)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('rejects a collection of another account with AccessDeniedException', async () => {
    await expect(tags(badArns(ResourceArn).anotherAccount)).rejects.toBeInstanceOf(AccessDeniedException);
  });

  itEngine('keeps a tag whose key is the name of an inherited JavaScript property', async () => {
    const engine = await TestEngine.start();
    try {
      const arn = await arnOf(engine.client(), await newCollection(engine.client()));
      const send = (name: string, more: string) =>
        rawCall(engine.url, { target: name, body: `{"ResourceArn":"${arn}"${more}}` });
      await send('TagResource', ',"Tags":{"__proto__":"1","constructor":"2"}');
      await send('TagResource', ',"Tags":{"a":"3"}');
      await send('UntagResource', ',"TagKeys":["constructor"]');
      const { json } = await send('ListTagsForResource', '');
      expect(JSON.stringify(json)).toBe('{"Tags":{"__proto__":"1","a":"3"}}');
    } finally {
      await engine.close();
    }
  });
});
