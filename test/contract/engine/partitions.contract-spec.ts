import {
  CreateCollectionCommand,
  DescribeCollectionCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
} from '@aws-sdk/client-rekognition';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { REGIONS, REGIONS_OF } from '../../harness/aws-regions.js';
import { ACCOUNT, KEYS, newId, refusal, TestEngine } from '../kit.js';

let engine: TestEngine;

const roleArnIn = (partition: string) => `arn:${partition}:iam::${ACCOUNT}:role/narrow`;

beforeAll(async () => {
  engine = await TestEngine.start({
    accounts: [{ accountId: ACCOUNT, ...KEYS }],
    roles: Object.keys(REGIONS_OF).map((partition) => ({
      roleArn: roleArnIn(partition),
      policy: {
        Statement: {
          Effect: 'Allow',
          Action: 'rekognition:*',
          Resource: `arn:${partition}:rekognition:*:${ACCOUNT}:collection/*`,
        },
      },
    })),
  });
});
afterAll(() => engine.close());

describe('Names of resources', () => {
  it.each(REGIONS)('in %s begin with arn:%s', async (region, partition) => {
    const client = engine.client({ region });
    const CollectionId = newId();
    const { CollectionArn } = await client.send(new CreateCollectionCommand({ CollectionId }));
    const { CollectionARN: ResourceArn } = await client.send(new DescribeCollectionCommand({ CollectionId }));
    expect(ResourceArn).toBe(`arn:${partition}:rekognition:${region}:${ACCOUNT}:collection/${CollectionId}`);
    expect(`arn:${CollectionArn!}`).toBe(ResourceArn);
    await client.send(new TagResourceCommand({ ResourceArn, Tags: { team: 'red' } }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).toEqual({ team: 'red' });
  });

  it('of another partition than their region’s are malformed', async () => {
    const arn = `arn:aws:rekognition:us-gov-west-1:${ACCOUNT}:collection/staff`;
    const call = engine.client({ region: 'us-gov-west-1' }).send(new ListTagsForResourceCommand({ ResourceArn: arn }));
    expect(await refusal(call)).toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('Policies and STS', () => {
  it.each(Object.entries(REGIONS_OF))('name the partition %s in its regions', async (partition, [region = '']) => {
    const sts = new STSClient({ endpoint: engine.url, region, credentials: KEYS });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:${partition}:iam::${ACCOUNT}:user/${KEYS.accessKeyId}`);
    const assume = new AssumeRoleCommand({ RoleArn: roleArnIn(partition), RoleSessionName: 'me' });
    const { Credentials, AssumedRoleUser } = await sts.send(assume);
    expect(AssumedRoleUser!.Arn).toBe(`arn:${partition}:sts::${ACCOUNT}:assumed-role/narrow/me`);
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    const client = engine.client({ region, credentials });
    await client.send(new CreateCollectionCommand({ CollectionId: newId() }));
    sts.destroy();
  });
});
