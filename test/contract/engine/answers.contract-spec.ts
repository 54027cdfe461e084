import { TagResourceCommand } from '@aws-sdk/client-rekognition';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { OPERATIONS } from '../../../src/engine/targets.js';
import { ACCOUNT, REGION, indexPeople, newCollection, newUser, png, rawCall, userWithFaces } from '../kit.js';
import { withEngine } from '../with-engine.js';
import { MODEL, misfits, shapeNamed } from '../model.js';

const { engine, client } = withEngine();
let values: Readonly<Record<string, unknown>>;
let optional: Readonly<Record<string, object>>;

beforeAll(async () => {
  const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 3);
  const ResourceArn = `arn:aws:rekognition:${REGION}:${ACCOUNT}:collection/${CollectionId}`;
  await client.send(new TagResourceCommand({ ResourceArn, Tags: { größe: 'grün' } }));
  await newUser(client, CollectionId, 'bob');
  const [stranger, another] = await indexPeople(client, CollectionId, ['cid', 'ann'], { ExternalImageId: 'image' });
  const unknown = '00000000-0000-0000-0000-000000000000';
  const Image = { Bytes: png('faces=ann,bob:1,cid').toString('base64') };
  values = {
    CollectionId,
    UserId,
    FaceId: FaceIds[2],
    FaceIds: [FaceIds[0], unknown],
    Image,
    SourceImage: Image,
    TargetImage: Image,
    ResourceArn,
    Tags: { größe: 'rot' },
    TagKeys: ['größe'],
  };
  optional = {
    DeleteFaces: { FaceIds: [stranger, FaceIds[1], unknown] },
    DeleteUser: { UserId: 'bob' },
    DeleteCollection: { CollectionId: await newCollection(client) },
    CreateCollection: { CollectionId: 'new' },
    ListCollections: { MaxResults: 1 },
    CreateUser: { UserId: 'new' },
    ListUsers: { MaxResults: 1 },
    ListFaces: { MaxResults: 2 },
    AssociateFaces: { FaceIds: [stranger, another, unknown] },
    CompareFaces: { QualityFilter: 'LOW' },
    SearchFaces: { FaceMatchThreshold: 0 },
    SearchFacesByImage: { FaceMatchThreshold: 0 },
    SearchUsers: { FaceId: FaceIds[2], UserMatchThreshold: 0 },
    SearchUsersByImage: { UserMatchThreshold: 0, QualityFilter: 'LOW' },
    IndexFaces: { ExternalImageId: 'other', MaxFaces: 1 },
  };
});

/** The required members of the model, all values of lists, and optional members that add to the response. */
function requestFor(name: string): object {
  const { required = [], members = {} } = shapeNamed(MODEL.ops[name]!.input);
  const asked = Object.entries(members).flatMap(([member, { shape }]) => {
    if (required.includes(member)) return [[member, values[member]]];
    const { member: item } = shapeNamed(shape);
    const words = item && shapeNamed(item.shape).enum;
    return words === undefined ? [] : [[member, words]];
  });
  return { ...(Object.fromEntries(asked) as object), ...optional[name] };
}

/**
 * Members of the model that stay empty: those of the other kind of search, and the orientation, which AWS returned only
 * with its first face model.
 */
const UNFILLED: Readonly<Record<string, readonly string[]>> = { SearchUsers: ['SearchedUser'] };
const ORIENTATION = /OrientationCorrection$/;

describe('Answers', () => {
  it.each(OPERATIONS.map(({ name }) => name))('of %s have exactly the members of the service model', async (name) => {
    const { status, json } = await rawCall(engine.url, { target: name, body: JSON.stringify(requestFor(name)) });
    const { output } = MODEL.ops[name]!;
    expect({ status, misfits: misfits(json, output) }).toEqual({ status: 200, misfits: [] });
    const empty = Object.keys(shapeNamed(output).members!).filter(
      (member) => isEmpty(json[member]) && !ORIENTATION.test(member),
    );
    expect(empty).toEqual(UNFILLED[name] ?? []);
  });
});

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
