import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { TestEngine, rawCall } from '../kit.js';

const FACE_PATTERN = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const IMAGE = { Bytes: Buffer.alloc(1).toString('base64') };
const ARN = 'arn:aws:rekognition:us-west-2:123456789012:collection/staff';
const ONE = '1 validation error detected: ';

let engine: TestEngine;

beforeAll(async () => {
  engine = await TestEngine.start();
});
afterAll(() => engine.close());

async function answerTo(target: string, input: object) {
  const { status, json } = await rawCall(engine.url, { target, body: JSON.stringify(input) });
  return { status, name: json['__type'], message: json['Message'] };
}

/** Requests that violate one constraint of each kind, with AWS's message. */
const BROKEN: readonly [string, string, object, string][] = [
  [
    'a pattern, without anchors',
    'IndexFaces',
    { CollectionId: 'staff', Image: IMAGE, ExternalImageId: 'x/y' },
    String.raw`Value 'x/y' at 'externalImageId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.\-:]+`,
  ],
  [
    'a minimum length',
    'DescribeCollection',
    { CollectionId: '' },
    String.raw`2 validation errors detected: Value '' at 'collectionId' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'collectionId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.\-]+`,
  ],
  [
    'a maximum length',
    'CreateUser',
    { CollectionId: 'staff', UserId: 'u'.repeat(129) },
    `Value '${'u'.repeat(129)}' at 'userId' failed to satisfy constraint: Member must have length less than or equal to 128`,
  ],
  [
    'a maximum value',
    'SearchFaces',
    { CollectionId: 'staff', FaceId: '0123abcd-0123-0123-0123-0123456789ab', FaceMatchThreshold: 101.5 },
    "Value '101.5' at 'faceMatchThreshold' failed to satisfy constraint: Member must have value less than or equal to 100",
  ],
  [
    'a minimum value',
    'ListUsers',
    { CollectionId: 'staff', MaxResults: 0 },
    "Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
  ],
  [
    'a required member',
    'DeleteUser',
    { CollectionId: 'staff' },
    "Value null at 'userId' failed to satisfy constraint: Member must not be null",
  ],
  [
    'an enumeration',
    'IndexFaces',
    { CollectionId: 'staff', Image: IMAGE, QualityFilter: 'BEST' },
    "Value 'BEST' at 'qualityFilter' failed to satisfy constraint: Member must satisfy enum value set: [NONE, AUTO, LOW, MEDIUM, HIGH]",
  ],
  [
    'the pattern of list items',
    'DeleteFaces',
    { CollectionId: 'staff', FaceIds: ['x'] },
    `Value '[x]' at 'faceIds' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy regular expression pattern: ${FACE_PATTERN}]`,
  ],
  [
    'the length of a list',
    'AssociateFaces',
    { CollectionId: 'staff', UserId: 'ann', FaceIds: [] },
    "Value '[]' at 'faceIds' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'the values of a map',
    'TagResource',
    { ResourceArn: ARN, Tags: { team: '<' } },
    String.raw`Value '{team=<}' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$]`,
  ],
  [
    'a member of a structure',
    'DetectFaces',
    { Image: { S3Object: { Bucket: 'b', Name: 'ann.jpg' } } },
    "Value 'b' at 'image.s3Object.bucket' failed to satisfy constraint: Member must have length greater than or equal to 3",
  ],
  [
    'the size of an image, which is not an ImageTooLargeException',
    'CompareFaces',
    { SourceImage: IMAGE, TargetImage: { Bytes: Buffer.alloc(5_242_881).toString('base64') } },
    "Value 'java.nio.HeapByteBuffer[pos=0 lim=5242881 cap=5242881]' at 'targetImage.bytes' failed to satisfy constraint: Member must have length less than or equal to 5242880",
  ],
];

describe('A request that breaks a constraint of the service model', () => {
  it.each(BROKEN)('is rejected with ValidationException and AWS’s message: %s', async (_, target, input, text) => {
    const message = text.startsWith('2 ') ? text : ONE + text;
    expect(await answerTo(target, input)).toEqual({ status: 400, name: 'ValidationException', message });
  });

  it('is rejected with all violated constraints at once, by the paths of the members', async () => {
    const { name, message } = await answerTo('DisassociateFaces', { CollectionId: 'a b', FaceIds: ['x'] });
    expect(name).toBe('ValidationException');
    expect(message).toMatch(/^3 validation errors detected: .*'collectionId'.*; .*'userId'.*; .*'faceIds'/);
  });

  it('is rejected before the collection is looked up', async () => {
    expect((await answerTo('DescribeCollection', { CollectionId: 'no collection' })).name).toBe('ValidationException');
    expect((await answerTo('DescribeCollection', { CollectionId: 'none' })).name).toBe('ResourceNotFoundException');
  });

  it('can be simulated by a fault, because the model lists no such exception', async () => {
    const rules = [{ operation: 'ListCollections', fault: 'ValidationException', times: 1 }];
    expect(await engine.control('PUT', 'faults', rules)).toEqual({ status: 200, body: {} });
    expect(await answerTo('ListCollections', {})).toMatchObject({ status: 400, name: 'ValidationException' });
  });
});
