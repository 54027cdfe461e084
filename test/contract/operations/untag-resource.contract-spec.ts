import {
  AccessDeniedException,
  CreateCollectionCommand,
  InvalidParameterException,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  UntagResourceCommand,
} from '@aws-sdk/client-rekognition';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { arnOf, badArns, newId, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget();
let ResourceArn: string;

beforeEach(async () => {
  const CollectionId = newId();
  await client.send(new CreateCollectionCommand({ CollectionId, Tags: { a: '1', b: '2', B: '3' } }));
  ResourceArn = await arnOf(client, CollectionId);
});
function untag(TagKeys: string[], arn = ResourceArn) {
  return client.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys }));
}

async function tags() {
  return (await client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;
}

describe('UntagResource', () => {
  it('removes the given tags of a collection and returns nothing', async () => {
    expect(Object.keys(await untag(['a', 'b']))).toEqual(['$metadata']);
    expect(await tags()).toEqual({ B: '3' });
  });

  it('ignores keys that the collection does not have', async () => {
    await untag(['a', 'absent', 'a']);
    expect(await tags()).toEqual({ b: '2', B: '3' });
  });

  it('changes nothing without keys', async () => {
    await untag([]);
    expect(await tags()).toEqual({ a: '1', b: '2', B: '3' });
  });

  it('rejects invalid keys, and more than 200, with ValidationException', async () => {
    for (const keys of [['aws:mine'], [''], ['k*'], Array.from({ length: 201 }, (_, i) => `k${i}`)])
      await expect(untag(keys)).rejects.toMatchObject(VALIDATION);
    expect(await tags()).toEqual({ a: '1', b: '2', B: '3' });
  });

  it('rejects an invalid ARN with InvalidParameterException', async () => {
    for (const arn of badArns(ResourceArn).malformed)
      await expect(untag(['a'], arn)).rejects.toBeInstanceOf(InvalidParameterException);
  });

  it('rejects a missing collection, and one of another region, with ResourceNotFoundException', async () => {
    for (const arn of badArns(ResourceArn).absent)
      await expect(untag(['a'], arn)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('rejects a collection of another account with AccessDeniedException', async () => {
    await expect(untag(['a'], badArns(ResourceArn).anotherAccount)).rejects.toBeInstanceOf(AccessDeniedException);
  });
});
