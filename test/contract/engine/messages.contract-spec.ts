import {
  CompareFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  DescribeCollectionCommand,
  IndexFacesCommand,
  ListCollectionsCommand,
  SearchFacesByImageCommand,
  SearchFacesCommand,
  type RekognitionClient,
} from '@aws-sdk/client-rekognition';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { newCollection, picture, png, rawCall, refusal, TestEngine } from '../kit.js';

const UNKNOWN_FACE = '0123abcd-0123-0123-0123-0123456789ab';
const S3_TEXT = 'Unable to get object metadata from S3. Check object key, region and/or access permissions.';

let engine: TestEngine;
let client: RekognitionClient;
let CollectionId: string;

beforeAll(async () => {
  engine = await TestEngine.start();
  client = engine.client();
  CollectionId = await newCollection(client);
});
afterAll(() => engine.close());

const image = (Bytes: Buffer) => ({ Image: { Bytes } });

/** The situation, the call, its exception, and the message in AWS's developer guide or in public reports. */
const TEXTS: readonly [string, () => Promise<unknown>, string, string][] = [
  [
    'a collection that exists',
    () => client.send(new CreateCollectionCommand({ CollectionId })),
    'ResourceAlreadyExistsException',
    'The collection id: COLLECTION already exists.',
  ],
  [
    'a collection that does not exist',
    () => client.send(new DescribeCollectionCommand({ CollectionId: 'x' })),
    'ResourceNotFoundException',
    'The collection id: x does not exist',
  ],
  [
    'an image without a face, searched',
    () => client.send(new SearchFacesByImageCommand({ CollectionId, ...image(picture()) })),
    'InvalidParameterException',
    'There are no faces in the image. Should be at least 1.',
  ],
  [
    'an image without a face, compared',
    () =>
      client.send(new CompareFacesCommand({ SourceImage: { Bytes: picture() }, TargetImage: { Bytes: picture() } })),
    'InvalidParameterException',
    'Request has Invalid Parameters',
  ],
  [
    'a face that is not in the collection',
    () => client.send(new SearchFacesCommand({ CollectionId, FaceId: UNKNOWN_FACE })),
    'InvalidParameterException',
    'faceId was not found in the collection.',
  ],
  [
    'a file that is no image',
    () => client.send(new IndexFacesCommand({ CollectionId, ...image(Buffer.from('GIF89a')) })),
    'InvalidImageFormatException',
    'Request has invalid image format',
  ],
  [
    'an image of too many pixels',
    () => client.send(new IndexFacesCommand({ CollectionId, ...image(png('', { width: 10_001, height: 100 })) })),
    'ImageTooLargeException',
    'Image size is too large.',
  ],
  [
    'an image of too few pixels',
    () => client.send(new IndexFacesCommand({ CollectionId, ...image(png('', { width: 79, height: 100 })) })),
    'InvalidParameterException',
    'Request has invalid parameters',
  ],
  [
    'an S3 object that does not exist',
    () => client.send(new IndexFacesCommand({ CollectionId, Image: { S3Object: { Bucket: 'bucket', Name: 'x' } } })),
    'InvalidS3ObjectException',
    S3_TEXT,
  ],
  [
    'a page token of another list',
    () => client.send(new ListCollectionsCommand({ NextToken: 'x' })),
    'InvalidPaginationTokenException',
    'Invalid Pagination Token',
  ],
  [
    'a ClientRequestToken that was used for another user',
    async () => {
      await client.send(new CreateUserCommand({ CollectionId, UserId: 'ann', ClientRequestToken: 'token' }));
      await client.send(new CreateUserCommand({ CollectionId, UserId: 'bob', ClientRequestToken: 'token' }));
    },
    'IdempotentParameterMismatchException',
    'The ClientRequestToken: token you have supplied is already in use.',
  ],
];

/** Faults have the messages of the guide, too. */
const SCRIPTED: readonly [string, string, number, string][] = [
  [
    'ProvisionedThroughputExceededException',
    'ProvisionedThroughputExceededException',
    400,
    'Provisioned Rate exceeded.',
  ],
  ['ThrottlingException', 'ThrottlingException', 400, 'Slow down; sudden increase in rate of requests.'],
  ['ThrottlingException500', 'ThrottlingException', 500, 'Service Unavailable'],
  ['InternalServerError', 'InternalServerError', 500, 'Internal server error'],
];

describe("The engine uses AWS's error message", () => {
  it.each(TEXTS)('for %s', async (_, call, name, text) => {
    const { name: refusedAs, message } = await refusal(call());
    expect({ name: refusedAs, message }).toEqual({ name, message: text.replace('COLLECTION', CollectionId) });
  });

  it.each(SCRIPTED)('for the fault %s', async (fault, name, status, text) => {
    await engine.control('PUT', 'faults', [{ operation: 'ListCollections', fault, times: 1 }]);
    const answer = await rawCall(engine.url, { body: '{}' });
    expect([answer.status, answer.json['__type'], answer.json['Message']]).toEqual([status, name, text]);
  });

  it('for an operation of AWS that the engine does not have', async () => {
    const { status, json } = await rawCall(engine.url, { target: 'StartFaceDetection', body: '{}' });
    expect([status, json['__type']]).toEqual([400, 'UnknownOperationException']);
    expect(json['Message']).toBe('StartFaceDetection is not part of this engine');
  });
});
