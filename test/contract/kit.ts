import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AssociateFacesCommand,
  CreateCollectionCommand,
  CreateUserCommand,
  DescribeCollectionCommand,
  IndexFacesCommand,
  RekognitionClient,
} from '@aws-sdk/client-rekognition';
import type { IndexFacesCommandInput, RekognitionClientConfig } from '@aws-sdk/client-rekognition';
import { describe, it, jest } from '@jest/globals';
import { startEngine } from '../../src/engine/index.js';
import type { Engine, EngineOptions } from '../../src/engine/index.js';
import type { LoggedCall } from '../../src/engine/control/control.js';
import { canonicalRequest } from '../../src/engine/protocol/canonical-request.js';
import { signatureOf, signingKey } from '../../src/engine/access/sigv4.js';
import { HELD_MS, HeldAnswers } from '../harness/held-answers.js';
import { COLLECTION_PREFIX, REMOTE, RemoteTarget, remotePicture } from './remote.js';

export const REGION = 'us-west-2';
export const ACCOUNT = '123456789012';
export const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

export interface Journal {
  readonly calls: readonly LoggedCall[];
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** An engine with control routes and a clock that only tests advance, and clients that do not retry. */
export class TestEngine {
  private readonly clients: RekognitionClient[] = [];

  private constructor(
    readonly engine: Engine,
    private readonly answers: HeldAnswers,
  ) {}

  static async start(options: EngineOptions = {}): Promise<TestEngine> {
    const accounts = [{ accountId: ACCOUNT, ...KEYS }];
    const startMs = Date.now();
    const answers = new HeldAnswers();
    const defaults = { accounts, control: true, seed: 1, nowMs: () => startMs, wait: answers.wait };
    return new TestEngine(await startEngine({ ...defaults, ...options }), answers);
  }

  get url(): string {
    return this.engine.url;
  }

  client(config: RekognitionClientConfig = {}): RekognitionClient {
    const client = new RekognitionClient({
      endpoint: this.url,
      region: REGION,
      credentials: { ...KEYS },
      maxAttempts: 1,
      ...config,
    });
    this.clients.push(client);
    return client;
  }

  async control(method: string, route: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${this.url}/_engine/${route}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Executes the next call of an operation and holds back its answer until `release`. Replaces other faults. */
  async hold(operation: string): Promise<void> {
    await this.control('PUT', 'faults', [{ operation, fault: 'latency', latencyMs: HELD_MS, times: 1 }]);
  }

  /** Sends the answers that are held back now. */
  release(): void {
    this.answers.release();
  }

  async recorder(): Promise<Journal> {
    return (await this.control('GET', 'calls')).body as Journal;
  }

  /** Polls the call log until it has the expected content. */
  async until(holds: (recorder: Journal) => boolean): Promise<Journal> {
    for (;;) {
      const recorder = await this.recorder();
      if (holds(recorder)) return recorder;
    }
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.destroy();
    await this.engine.close();
  }
}

/** The target of an operation's suite: its own engine or, with `REKOGNITION_REMOTE=1`, AWS. */
export interface Target {
  client(config?: RekognitionClientConfig): RekognitionClient;
  /** Deletes everything that was created. */
  close(): Promise<void>;
}

/** @param options of the engine; ignored for AWS. */
export async function startTarget(options: EngineOptions = {}): Promise<Target> {
  return REMOTE ? new RemoteTarget() : TestEngine.start(options);
}

/**
 * For cases that need an engine: scripted faults, clocks, settings, or a face quality given in a comment. All other
 * cases also apply to AWS.
 */
export const describeEngine = REMOTE ? describe.skip : describe;
export const itEngine = REMOTE ? it.skip : it;

const REMOTE_TIMEOUT_MS = 600_000;
if (REMOTE) jest.setTimeout(REMOTE_TIMEOUT_MS);

/** A unique collection id. */
export function newId(name = 'c'): string {
  return `${COLLECTION_PREFIX}${name}-${randomUUID()}`;
}

/** A new collection for each call, so that tests of one engine do not affect each other. */
export async function newCollection(client: RekognitionClient): Promise<string> {
  const CollectionId = newId();
  await client.send(new CreateCollectionCommand({ CollectionId }));
  return CollectionId;
}

/** The ARN of a collection. */
export async function arnOf(client: RekognitionClient, CollectionId: string): Promise<string> {
  return (await client.send(new DescribeCollectionCommand({ CollectionId }))).CollectionARN!;
}

/** Invalid ARNs derived from a valid one, by what is wrong with them. */
export function badArns(arn: string) {
  const [, , , region, account] = arn.split(':');
  return {
    malformed: ['x'.repeat(20), arn.slice('arn:'.length), arn.replace('rekognition', 's3'), arn.replace('/', ':')],
    absent: [
      `${arn}-not`,
      arn.replace('collection/', 'project/'),
      arn.replace(`:${region!}:`, region === 'eu-west-1' ? ':us-east-1:' : ':eu-west-1:'),
    ],
    anotherAccount: arn.replace(account!, '210987654321'),
  };
}

/**
 * A picture of these people from left to right, one face of good quality each. Each picture for an engine is unique.
 */
export function picture(...people: readonly string[]): Buffer {
  return REMOTE ? remotePicture(people) : png(`faces=${people.join(',')}`);
}

export async function newUser(client: RekognitionClient, CollectionId: string, UserId = 'ann'): Promise<string> {
  await client.send(new CreateUserCommand({ CollectionId, UserId }));
  return UserId;
}

/**
 * Indexes a face of each of these people and returns the ids in that order. An engine gets one picture of all; AWS gets
 * a picture of each.
 */
export async function indexPeople(
  client: RekognitionClient,
  CollectionId: string,
  people: readonly string[],
  input: Partial<IndexFacesCommandInput> = {},
): Promise<string[]> {
  const pictures = REMOTE ? people.map((person) => picture(person)) : [picture(...people)];
  const images = input.Image ? [input.Image] : pictures.map((Bytes) => ({ Bytes }));
  const ids: string[] = [];
  for (const Image of images) {
    const { FaceRecords = [] } = await client.send(new IndexFacesCommand({ CollectionId, ...input, Image }));
    ids.push(...FaceRecords.map(({ Face }) => Face!.FaceId!));
  }
  return ids;
}

/** A collection, a user in it, and as many faces of that user. */
export async function userWithFaces(client: RekognitionClient, faces: number) {
  const CollectionId = await newCollection(client);
  const UserId = await newUser(client, CollectionId);
  const FaceIds = faces === 0 ? [] : await indexPeople(client, CollectionId, Array<string>(faces).fill('ann'));
  if (faces > 0) await client.send(new AssociateFacesCommand({ CollectionId, UserId, FaceIds }));
  return { CollectionId, UserId, FaceIds };
}

const ASK_AGAIN_MS = 1000;

/**
 * Repeats the call until the answer is right, because AWS takes seconds to find a changed user. An engine is called
 * once.
 */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  holds: (answer: Answer) => boolean,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (!REMOTE || holds(answer)) return answer;
    await delay(ASK_AGAIN_MS);
  }
}

/** The name and message of the error of a call. */
export async function refusal(call: Promise<unknown>): Promise<{ name: string; message: string; status: unknown }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('The call was not refused');
}

/**
 * The exception of AWS's front end for a violated constraint. The model does not list it, so the SDK has no class for
 * it.
 */
export const VALIDATION = { name: 'ValidationException' };

/** A PNG's head with a comment; no two are equal. */
export function png(comment?: string, { width = 200, height = 100 } = {}): Buffer {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  const texts = [`Salt\0${randomUUID()}`, ...(comment === undefined ? [] : [`Comment\0${comment}`])];
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', size),
    ...texts.map((text) => pngChunk('tEXt', Buffer.from(text))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, Buffer.from(type), content, Buffer.alloc(4)]);
}

/** A JPEG's head with a comment. */
export function jpeg(comment?: string, { width = 200, height = 100 } = {}): Buffer {
  const frame = Buffer.alloc(15);
  frame.writeUInt8(8, 0);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(0xe0, Buffer.from('JFIF\0')),
    jpegSegment(0xfe, Buffer.from(comment ?? `salt=${randomUUID()}`)),
    jpegSegment(0xc0, frame),
    jpegSegment(0xda, Buffer.alloc(10)),
    Buffer.from([0xff, 0xd9]),
  ]);
}

function jpegSegment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

export interface RawCall {
  readonly body: string | Uint8Array;
  readonly target?: string;
  readonly keys?: { accessKeyId: string; secretAccessKey: string };
  readonly region?: string;
  readonly service?: string;
  readonly signedAt?: Date;
  /** Headers to send and sign. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Changes the request after signing. */
  readonly tamper?: ((headers: Record<string, string>) => void) | undefined;
  readonly path?: string;
}

/** Signs and sends one call without an SDK, for requests that an SDK would never send. */
export async function rawCall(url: string, call: RawCall) {
  const response = await rawFetch(url, call);
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, json };
}

/** A raw call whose answer has not been read yet. */
export function rawFetch(url: string, call: RawCall): Promise<Response> {
  const { keys = KEYS, region = REGION, service = 'rekognition', signedAt = new Date(), path = '/' } = call;
  const timestamp = signedAt.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = timestamp.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const headers: Record<string, string> = {
    host: new URL(url).host,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-date': timestamp,
    'x-amz-target': `RekognitionService.${call.target ?? 'ListCollections'}`,
    ...call.headers,
  };
  const body = Buffer.from(call.body);
  const names = Object.keys(headers).sort();
  const canonical = canonicalRequest(
    {
      method: 'POST',
      target: path,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]])),
      body,
    },
    names,
  );
  const signature = signatureOf(signingKey(keys.secretAccessKey, day, region, service), timestamp, scope, canonical);
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  call.tamper?.(headers);
  delete headers['host'];
  return fetch(`${url}${path}`, { method: 'POST', headers, body });
}
