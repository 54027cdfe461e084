import { randomUUID } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

import {
  AssociateFacesCommand,
  type AssociateFacesCommandOutput,
  CreateUserCommand,
  DeleteUserCommand,
  DescribeCollectionCommand,
  DetectFacesCommand,
  DisassociateFacesCommand,
  ListFacesCommand,
  ListTagsForResourceCommand,
  ListUsersCommand,
  SearchUsersCommand,
  TagResourceCommand,
} from '@aws-sdk/client-rekognition';

import { ASSUMPTIONS, type Assumptions } from '../../src/engine/assumptions.js';
import type { ProbeWorld } from './world.js';

type MessageName = keyof Assumptions['messages'];
export type AssumptionName = Exclude<keyof Assumptions, 'messages'> | `messages.${MessageName}`;

/** An assumption of the engine, and how to check it at AWS. */
export interface Question {
  readonly assumption: AssumptionName;
  /** Behavior of the engine. */
  readonly expected: string;
  /** Returns the observed behavior. */
  readonly ask: (world: ProbeWorld) => Promise<string>;
}

const UNKNOWN_FACE = '00000000-0000-4000-8000-000000000000';
const ABSENT_USER = 'nobody';
/** Short enough for a run of ten minutes. Windows that are longer cannot be distinguished. */
export const TOKEN_WAIT_MS = 4 * 60_000;
const USERS_OF_A_PAGE = ASSUMPTIONS.pageSizes.users;
const USERS_AT_ONCE = 5;
const BURST_CALLS = 80;
const TAGS_PER_RESOURCE = 200;
const { messages } = ASSUMPTIONS;

/** Returns the error name of a call, or a value of its response. */
async function nameOr<Answer>(call: Promise<Answer>, read: (answer: Answer) => string): Promise<string> {
  return call.then(read, (error: unknown) => (error as Error).name);
}

async function messageOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'no error',
    (error: unknown) => (error as Error).message,
  );
}

function placesOf({ collectionId: CollectionId, client }: ProbeWorld) {
  const tagsOf = (ResourceArn: string) => client.send(new ListTagsForResourceCommand({ ResourceArn }));
  const detect = (Image: { Bytes?: Buffer; S3Object?: { Bucket: string; Name: string } }) =>
    client.send(new DetectFacesCommand({ Image }));
  return { CollectionId, client, tagsOf, detect };
}

function otherArns(arn: string) {
  const [, , , region = '', account = ''] = arn.split(':');
  const otherRegion = region === 'us-east-1' ? 'us-west-2' : 'us-east-1';
  return {
    malformed: arn.replace(':rekognition:', ':s3:'),
    anotherAccount: arn.replace(account, account === '123456789012' ? '210987654321' : '123456789012'),
    anotherRegion: arn.replace(`:${region}:`, `:${otherRegion}:`),
    absent: `${arn}-not`,
  };
}

function beyondLimitOf({
  AssociatedFaces = [],
  UnsuccessfulFaceAssociations: failed = [],
}: AssociateFacesCommandOutput) {
  if (AssociatedFaces.length !== 2) return `${AssociatedFaces.length} faces associated`;
  return failed.length === 2 ? `unsuccessful for [${(failed[0]?.Reasons ?? []).join(', ')}]` : 'omitted';
}

/** In order; questions that take long or use quota come last. */
export const QUESTIONS: readonly Question[] = [
  {
    assumption: 'repeatedFaceIds',
    expected: 'once',
    ask: async (world) => {
      const { CollectionId, client } = placesOf(world);
      const [face = ''] = await world.newFaces(1);
      const input = { CollectionId, UserId: await world.newUser(), FaceIds: [face, face] };
      return nameOr(
        world.whenFree(() => client.send(new AssociateFacesCommand(input))),
        ({ AssociatedFaces = [] }) => (AssociatedFaces.length === 1 ? 'once' : `${AssociatedFaces.length} times`),
      );
    },
  },
  {
    assumption: 'statusWithoutFaces',
    expected: ASSUMPTIONS.statusWithoutFaces,
    ask: async (world) => {
      const FaceIds = await world.newFaces(1);
      const input = { CollectionId: world.collectionId, UserId: await world.userOf(FaceIds), FaceIds };
      const { UserStatus = '' } = await world.whenFree(() => world.client.send(new DisassociateFacesCommand(input)));
      return UserStatus;
    },
  },
  {
    assumption: 'statusWithoutChange',
    expected: 'ACTIVE',
    ask: async (world) => {
      const [theirs = '', free = ''] = await world.newFaces(2);
      const input = { CollectionId: world.collectionId, UserId: await world.userOf([theirs]), FaceIds: [free] };
      const { UserStatus = '' } = await world.whenFree(() => world.client.send(new DisassociateFacesCommand(input)));
      return UserStatus;
    },
  },
  {
    assumption: 'listFacesOfAbsentUser',
    expected: ASSUMPTIONS.listFacesOfAbsentUser,
    ask: async (world) => {
      const { CollectionId, client } = placesOf(world);
      const call = client.send(new ListFacesCommand({ CollectionId, UserId: ABSENT_USER }));
      return nameOr(call, ({ Faces = [] }) => `a list of ${Faces.length}`);
    },
  },
  {
    assumption: 'searchUsersOfAbsentUser',
    expected: ASSUMPTIONS.searchUsersOfAbsentUser,
    ask: async ({ client, collectionId: CollectionId }) =>
      nameOr(client.send(new SearchUsersCommand({ CollectionId, UserId: ABSENT_USER })), () => 'an answer'),
  },
  {
    assumption: 'searchUsersOfAbsentFace',
    expected: ASSUMPTIONS.searchUsersOfAbsentFace,
    ask: async ({ client, collectionId: CollectionId }) =>
      nameOr(client.send(new SearchUsersCommand({ CollectionId, FaceId: UNKNOWN_FACE })), () => 'an answer'),
  },
  {
    assumption: 'userAndFace',
    expected: ASSUMPTIONS.userAndFace,
    ask: async (world) => {
      const { CollectionId, client } = placesOf(world);
      const [FaceId = ''] = await world.newFaces(1);
      const call = client.send(new SearchUsersCommand({ CollectionId, FaceId, UserId: await world.newUser() }));
      return nameOr(call, ({ SearchedUser }) => (SearchedUser ? 'user' : 'face'));
    },
  },
  {
    assumption: 'bytesAndS3Object',
    expected: ASSUMPTIONS.bytesAndS3Object,
    ask: async (world) => {
      const S3Object = { Bucket: 'bucket', Name: 'ann.jpg' };
      return nameOr(placesOf(world).detect({ Bytes: world.picture, S3Object }), () => 'bytes');
    },
  },
  {
    assumption: 'truncatedImage',
    expected: ASSUMPTIONS.truncatedImage,
    ask: async (world) => {
      const Bytes = world.picture.subarray(0, Math.floor(world.picture.length * 0.9));
      return nameOr(placesOf(world).detect({ Bytes }), () => 'accepted');
    },
  },
  {
    assumption: 'imageBeyondPixels',
    expected: ASSUMPTIONS.imageBeyondPixels,
    ask: async (world) => nameOr(placesOf(world).detect({ Bytes: greyPng(10_001, 100) }), () => 'accepted'),
  },
  {
    assumption: 'arnErrors',
    expected: JSON.stringify(ASSUMPTIONS.arnErrors),
    ask: async (world) => {
      const names: Record<string, string> = {};
      for (const [kind, arn] of Object.entries(otherArns(world.arn)))
        names[kind] = await nameOr(placesOf(world).tagsOf(arn), () => 'tags');
      return JSON.stringify(names);
    },
  },
  {
    assumption: 'arnWithoutPrefix',
    expected: ASSUMPTIONS.arnWithoutPrefix,
    ask: async (world) =>
      world.createdArn.startsWith('arn:')
        ? 'CreateCollection returns the prefix'
        : placesOf(world)
            .tagsOf(world.createdArn)
            .then(
              () => 'taken',
              () => 'malformed',
            ),
  },
  {
    assumption: 'cors',
    expected: ASSUMPTIONS.cors,
    ask: async ({ url }) => {
      const headers = { origin: 'https://example.com', 'access-control-request-method': 'POST' };
      const { headers: answered } = await fetch(url, { method: 'OPTIONS', headers });
      return answered.get('access-control-allow-origin') === null ? 'none' : 'any origin';
    },
  },
  ...messageQuestions(),
  {
    assumption: 'facesBeyondLimit',
    expected: 'unsuccessful for []',
    ask: async (world) => {
      const { CollectionId, client } = placesOf(world);
      const faces = await world.newFaces(102);
      const UserId = await world.userOf(faces.slice(0, 98));
      const input = { CollectionId, UserId, FaceIds: faces.slice(98), UserMatchThreshold: 0 };
      return nameOr(
        world.whenFree(() => client.send(new AssociateFacesCommand(input))),
        beyondLimitOf,
      );
    },
  },
  {
    assumption: 'messages.userFull',
    expected: messages.userFull('USER'),
    ask: async (world) => {
      const { CollectionId, client } = placesOf(world);
      const { Faces = [] } = await client.send(new ListFacesCommand({ CollectionId, MaxResults: 4096 }));
      const owners = Faces.map(({ UserId = '' }) => UserId);
      const UserId = owners.find((owner) => owner !== '' && owners.filter((each) => each === owner).length === 100);
      if (UserId === undefined) return 'no user of a hundred faces';
      const FaceIds = await world.newFaces(1);
      const input = { CollectionId, UserId, FaceIds, UserMatchThreshold: 0 };
      const message = await messageOf(world.whenFree(() => client.send(new AssociateFacesCommand(input))));
      return message.replace(UserId, 'USER');
    },
  },
  {
    assumption: 'pageSizes',
    expected: String(USERS_OF_A_PAGE),
    ask: async (world) => {
      for (let made = 0; made <= USERS_OF_A_PAGE; made += USERS_AT_ONCE)
        await Promise.all(Array.from({ length: USERS_AT_ONCE }, () => world.newUser()));
      const command = new ListUsersCommand({ CollectionId: world.collectionId });
      return String((await world.client.send(command)).Users?.length);
    },
  },
  {
    assumption: 'tokenWindowMs',
    expected: `replayed after ${TOKEN_WAIT_MS} ms`,
    ask: async (world) => {
      const { CollectionId, client } = placesOf(world);
      const input = { CollectionId, UserId: 'replayed', ClientRequestToken: randomUUID() };
      await client.send(new CreateUserCommand(input));
      await client.send(new DeleteUserCommand({ CollectionId, UserId: input.UserId }));
      await world.wait(TOKEN_WAIT_MS);
      await client.send(new CreateUserCommand(input));
      const again = nameOr(client.send(new DeleteUserCommand({ CollectionId, UserId: input.UserId })), () => 'created');
      return (await again) === 'created' ? 'created anew' : `replayed after ${TOKEN_WAIT_MS} ms`;
    },
  },
  {
    assumption: 'beyondQuota',
    expected: ASSUMPTIONS.beyondQuota,
    ask: async (world) => {
      const client = world.impatientClient();
      const describe = () => client.send(new DescribeCollectionCommand({ CollectionId: world.collectionId }));
      const names = await Promise.all(Array.from({ length: BURST_CALLS }, () => nameOr(describe(), () => '')));
      client.destroy();
      return [...new Set(names.filter((name) => name !== ''))].join(', ') || 'no call was refused';
    },
  },
];

/** Assumptions that a run cannot check, with the reason. */
export const NOT_ASKED: Readonly<Partial<Record<AssumptionName, string>>> = {
  maxMatches: 'needs more than 4,096 faces or 500 users with faces',
  qualityFloors: 'needs pictures of a quality that is known',
  versionOfUnversionedObject: 'needs a bucket',
  resourceOfUnreadableCall: 'needs credentials with a narrow policy',
  malformedForm: 'needs requests to STS that are signed by hand',
  'messages.userBusy': 'strikes only while another change is under way',
};

function messageQuestions(): Question[] {
  const ofTags = (kind: keyof ReturnType<typeof otherArns>) => async (world: ProbeWorld) => {
    const arn = otherArns(world.arn)[kind];
    return (await messageOf(placesOf(world).tagsOf(arn))).replace(arn, 'ARN');
  };
  return [
    {
      assumption: 'messages.userNotFound',
      expected: messages.userNotFound(ABSENT_USER),
      ask: ({ client, collectionId: CollectionId }) =>
        messageOf(client.send(new DeleteUserCommand({ CollectionId, UserId: ABSENT_USER }))),
    },
    {
      assumption: 'messages.userExists',
      expected: messages.userExists('USER'),
      ask: async (world) => {
        const input = { CollectionId: world.collectionId, UserId: await world.newUser() };
        return (await messageOf(world.client.send(new CreateUserCommand(input)))).replace(input.UserId, 'USER');
      },
    },
    { assumption: 'messages.arnMalformed', expected: messages.arnMalformed('ARN'), ask: ofTags('malformed') },
    { assumption: 'messages.arnNotFound', expected: messages.arnNotFound('ARN'), ask: ofTags('absent') },
    {
      assumption: 'messages.arnOfAnotherAccount',
      expected: messages.arnOfAnotherAccount('ARN'),
      ask: ofTags('anotherAccount'),
    },
    {
      assumption: 'messages.tooManyTags',
      expected: messages.tooManyTags(TAGS_PER_RESOURCE),
      ask: async ({ client, arn: ResourceArn }) => {
        const tags = (from: number, count: number) =>
          Object.fromEntries(Array.from({ length: count }, (_, number) => [`key${from + number}`, '']));
        const tag = (Tags: Record<string, string>) => client.send(new TagResourceCommand({ ResourceArn, Tags }));
        const first = await messageOf(tag(tags(0, TAGS_PER_RESOURCE)));
        return first === 'no error' ? messageOf(tag(tags(TAGS_PER_RESOURCE, 1))) : first;
      },
    },
    {
      assumption: 'messages.userOrFace',
      expected: messages.userOrFace(),
      ask: ({ client, collectionId: CollectionId }) => messageOf(client.send(new SearchUsersCommand({ CollectionId }))),
    },
    {
      assumption: 'messages.imageSources',
      expected: messages.imageSources(),
      ask: (world) => messageOf(placesOf(world).detect({})),
    },
    {
      assumption: 'messages.imageTooSmall',
      expected: messages.imageTooSmall(),
      ask: (world) => messageOf(placesOf(world).detect({ Bytes: greyPng(79, 79) })),
    },
  ];
}

function greyPng(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const pixels = Buffer.alloc((width + 1) * height, 0x80);
  for (let row = 0; row < height; row += 1) pixels[row * (width + 1)] = 0;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', head),
    pngChunk('IDAT', deflateSync(pixels)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type), content]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(content.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), framed.length - 4);
  return framed;
}
