import {
  AccessDeniedException,
  InvalidParameterException,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  ServiceQuotaExceededException,
  TagResourceCommand,
} from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { arnOf, badArns, newCollection, VALIDATION } from '../kit.js';
import { withTarget } from '../with-engine.js';

const { client } = withTarget();
let ResourceArn: string;

beforeAll(async () => {
  ResourceArn = await arnOf(client, await newCollection(client));
});
function tag(Tags: Record<string, string>, arn = ResourceArn) {
  return client.send(new TagResourceCommand({ ResourceArn: arn, Tags }));
}

async function tags(arn = ResourceArn) {
  return (await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }))).Tags;
}

async function newArn() {
  return arnOf(client, await newCollection(client));
}

describe('TagResource', () => {
  it('adds tags to a collection and returns nothing', async () => {
    const arn = await newArn();
    expect(Object.keys(await tag({ project: 'faces' }, arn))).toEqual(['$metadata']);
    await tag({ stage: 'test' }, arn);
    expect(await tags(arn)).toEqual({ project: 'faces', stage: 'test' });
  });

  it('replaces the value of an existing key', async () => {
    const arn = await newArn();
    await tag({ stage: 'test', kept: '1' }, arn);
    await tag({ stage: 'live' }, arn);
    expect(await tags(arn)).toEqual({ stage: 'live', kept: '1' });
  });

  it('accepts keys and values in any script, empty values, and keys that differ only in case', async () => {
    const arn = await newArn();
    const many = { größe: 'grün', 名前: '東京 1', Key: '', key: 'a.b:c/d=e+f-g@h_i' };
    await tag(many, arn);
    expect(await tags(arn)).toEqual(many);
  });

  it('changes nothing without tags', async () => {
    const arn = await newArn();
    await tag({}, arn);
    expect(await tags(arn)).toEqual({});
  });

  it('accepts 200 tags of a collection, and rejects one more with ServiceQuotaExceededException', async () => {
    const arn = await newArn();
    await tag(Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, ''])), arn);
    await tag({ k0: 'other' }, arn);
    await expect(tag({ k1: 'other', k200: '' }, arn)).rejects.toBeInstanceOf(ServiceQuotaExceededException);
    const kept = await tags(arn);
    expect(Object.keys(kept!)).toHaveLength(200);
    expect(kept).toMatchObject({ k0: 'other', k1: '' });
  });

  it('rejects reserved keys and invalid tags with ValidationException', async () => {
    for (const bad of [
      { 'aws:mine': '' },
      { 'k*': '' },
      { k: 'a*' },
      { ['k'.repeat(129)]: '' },
      { k: 'v'.repeat(257) },
    ])
      await expect(tag(bad)).rejects.toMatchObject(VALIDATION);
  });

  it('rejects an invalid ARN with InvalidParameterException', async () => {
    for (const arn of badArns(ResourceArn).malformed)
      await expect(tag({ k: 'v' }, arn)).rejects.toBeInstanceOf(InvalidParameterException);
  });

  it('rejects a missing collection, and one of another region, with ResourceNotFoundException', async () => {
    for (const arn of badArns(ResourceArn).absent)
      await expect(tag({ k: 'v' }, arn)).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  it('rejects a collection of another account with AccessDeniedException', async () => {
    await expect(tag({ k: 'v' }, badArns(ResourceArn).anotherAccount)).rejects.toBeInstanceOf(AccessDeniedException);
  });
});
