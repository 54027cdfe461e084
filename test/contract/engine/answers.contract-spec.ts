import { TagResourceCommand } from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATIONS } from '../../../src/engine/targets.js';
import { ACCOUNT, REGION, indexPeople, newCollection, newUser, png, rawCall, userWithFaces } from '../kit.js';
import { withEngine } from '../with-engine.js';
import { MODEL, misfits, shapeNamed } from '../model.js';

const { engine, client } = withEngine();
let requests: Record<string, object>;

beforeAll(async () => {
  const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 3);
  const other = await newCollection(client);
  const ResourceArn = `arn:aws:rekognition:${REGION}:${ACCOUNT}:collection/${CollectionId}`;
  await client.send(new TagResourceCommand({ ResourceArn, Tags: { größe: 'grün' } }));
  await newUser(client, CollectionId, 'bob');
  const [stranger, another] = await indexPeople(client, CollectionId, ['cid', 'ann'], { ExternalImageId: 'image' });
  const unknown = '00000000-0000-0000-0000-000000000000';
  const Image = { Bytes: png('faces=ann,bob:1,cid').toString('base64') };
  requests = {
    TagResource: { ResourceArn, Tags: { größe: 'rot' } },
    ListTagsForResource: { ResourceArn },
    UntagResource: { ResourceArn, TagKeys: ['größe'] },
    DescribeCollection: { CollectionId },
    DeleteFaces: { CollectionId, FaceIds: [stranger, FaceIds[1], unknown] },
    DeleteUser: { CollectionId, UserId: 'bob' },
    DeleteCollection: { CollectionId: other },
    CreateCollection: { CollectionId: 'new' },
    ListCollections: { MaxResults: 1 },
    CreateUser: { CollectionId, UserId: 'new' },
    ListUsers: { CollectionId, MaxResults: 1 },
    ListFaces: { CollectionId, MaxResults: 2 },
    AssociateFaces: { CollectionId, UserId, FaceIds: [stranger, another, unknown] },
    DisassociateFaces: { CollectionId, UserId, FaceIds: [FaceIds[0], unknown] },
    DetectFaces: { Image, Attributes: ['ALL'] },
    CompareFaces: { SourceImage: Image, TargetImage: Image, QualityFilter: 'LOW' },
    SearchFaces: { CollectionId, FaceId: FaceIds[2], FaceMatchThreshold: 0 },
    SearchFacesByImage: { CollectionId, Image, FaceMatchThreshold: 0 },
    SearchUsers: { CollectionId, FaceId: FaceIds[2], UserMatchThreshold: 0 },
    SearchUsersByImage: { CollectionId, Image, UserMatchThreshold: 0, QualityFilter: 'LOW' },
    IndexFaces: {
      CollectionId,
      Image,
      ExternalImageId: 'other',
      DetectionAttributes: ['ALL'],
      MaxFaces: 1,
    },
  };
});

/** What the model also has: orientation, which AWS left behind with its first face model, and the other way to search. */
const UNFILLED: Readonly<Record<string, readonly string[]>> = {
  CompareFaces: ['SourceImageOrientationCorrection', 'TargetImageOrientationCorrection'],
  DetectFaces: ['OrientationCorrection'],
  IndexFaces: ['OrientationCorrection'],
  SearchUsers: ['SearchedUser'],
};

describe('Answers', () => {
  it.each(OPERATIONS.map(({ name }) => name))(
    '%s answers with what the model promises, and nothing else',
    async (name) => {
      const { status, json } = await rawCall(engine.url, { target: name, body: JSON.stringify(requests[name]) });
      const { output } = MODEL.ops[name]!;
      expect({ status, misfits: misfits(json, output) }).toEqual({ status: 200, misfits: [] });
      const empty = Object.keys(shapeNamed(output).members!).filter((member) => isEmpty(json[member]));
      expect(empty).toEqual(UNFILLED[name] ?? []);
    },
  );
});

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
