import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import {
  AssociateFacesCommand,
  DisassociateFacesCommand,
  IndexFacesCommand,
  ListFacesCommand,
  RekognitionClient,
} from '@aws-sdk/client-rekognition';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import type { StaticKeys } from '../../config/tenant.js';
import type { CredentialFinder } from '../../engine/access/principal.js';
import { verifySignature } from '../../engine/access/sigv4.js';
import { RegionClients } from './region-clients.js';

const SIGNAL = new AbortController().signal;
const ACME: StaticKeys = { accessKeyId: 'AKIAACME', secretAccessKey: 'secret of acme' };
const BETA: StaticKeys = {
  accessKeyId: 'ASIABETA',
  secretAccessKey: 'secret of beta',
  sessionToken: 'token/of+beta==',
};
const READ = ['ListFaces', { CollectionId: 'staff' }, SIGNAL] as const;

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly request: Parameters<typeof verifySignature>[0];
}

let server: Server;
let received: Received[];
/** Answers with an error of Rekognition and its time, if set. */
let refusal: { readonly name: string; readonly date: Date } | undefined;
let endpoint: string;
let clients: RegionClients;

beforeEach(async () => {
  received = [];
  refusal = undefined;
  server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { method = '', url = '', headers, headersDistinct } = request;
      received.push({ headers, request: { method, target: url, headers: headersDistinct, body } });
      response.setHeader('date', (refusal?.date ?? new Date()).toUTCString());
      response.writeHead(refusal === undefined ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(refusal === undefined ? { Faces: [] } : { __type: refusal.name }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  clients = new RegionClients({ endpoint }, { connectTimeoutMs: 600_000 });
});

afterEach(async () => {
  clients.close();
  await new Promise((resolve) => server.close(resolve));
});

/** The access key and region of a valid signature. */
function signerOf({ request }: Received): { accessKeyId: string; region: string } {
  const find: CredentialFinder = (accessKeyId) => {
    const keys = [ACME, BETA].find((each) => each.accessKeyId === accessKeyId);
    return keys && { principal: { accountId: '111122223333', arn: 'arn', userId: 'id', grants: [] }, ...keys };
  };
  return verifySignature(request, 'rekognition', find, Date.now());
}

/** An output or an exception, without what differs between calls. */
async function toldBy(asked: Promise<object>): Promise<object> {
  const answer = await asked.catch((thrown: unknown) => thrown as object);
  const { name, message, $metadata } = answer as Error & { $metadata: Record<string, unknown> };
  return { ...answer, name, message, $metadata: [$metadata['httpStatusCode'], $metadata['requestId']] };
}

describe('RegionClients', () => {
  it("sign each request with its tenant's keys, for its region", async () => {
    await clients.of({ region: 'eu-west-1' }, ACME)(...READ);
    await clients.of({ region: 'eu-west-1' }, BETA)(...READ);
    await clients.of({ region: 'us-east-1' }, ACME)(
      'DisassociateFaces',
      { CollectionId: 'größer', UserId: 'ü', FaceIds: ['face'] },
      SIGNAL,
    );
    expect(received.map(signerOf)).toMatchObject([
      { accessKeyId: 'AKIAACME', region: 'eu-west-1' },
      { accessKeyId: 'ASIABETA', region: 'eu-west-1' },
      { accessKeyId: 'AKIAACME', region: 'us-east-1' },
    ]);
    expect(received.map(({ headers }) => headers['x-amz-security-token'])).toEqual([
      undefined,
      'token/of+beta==',
      undefined,
    ]);
  });

  it('send images as the SDK would, without a warning of it', async () => {
    const warn = jest.spyOn(console, 'warn');
    const [SourceImage, TargetImage] = [{ Bytes: Buffer.alloc(100_000, 'ann') }, { Bytes: Buffer.alloc(7, 'bob') }];
    await clients.of({ region: 'eu-west-1' }, ACME)('CompareFaces', { SourceImage, TargetImage }, SIGNAL);
    const [{ request } = { request: { body: Buffer.of() } }] = received;
    const inBase64 = ({ Bytes }: { Bytes: Buffer }): object => ({ Bytes: Bytes.toString('base64') });
    const expected = { SourceImage: inBase64(SourceImage), TargetImage: inBase64(TargetImage) };
    expect(JSON.parse(Buffer.from(request.body).toString())).toEqual(expected);
    expect(signerOf(received[0]!)).toMatchObject({ accessKeyId: 'AKIAACME' });
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('sign every header that describes the request', async () => {
    await clients.of({ region: 'eu-west-1' }, BETA)(...READ);
    expect(received[0]?.headers.authorization).toContain(
      'SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,',
    );
  });

  it('sign with new keys of the same access key id', async () => {
    const wrong = { ...ACME, secretAccessKey: 'former secret' };
    await clients.of({ region: 'eu-west-1' }, wrong)(...READ);
    expect(() => signerOf(received[0]!)).toThrow();
    await clients.of({ region: 'eu-west-1' }, ACME)(...READ);
    expect(signerOf(received[1]!)).toMatchObject({ accessKeyId: 'AKIAACME' });
  });

  it.each([
    new ListFacesCommand({ CollectionId: 'staff' }),
    new DisassociateFacesCommand({ CollectionId: 'größer', UserId: 'ü"', FaceIds: ['face'] }),
    new IndexFacesCommand({ CollectionId: 'staff', Image: { Bytes: Buffer.from([0, 1, 254, 255]) } }),
    new AssociateFacesCommand({ CollectionId: 'a', UserId: 'b', FaceIds: ['c'], UserMatchThreshold: 7.5 }),
  ])("send what the SDK's client sends, and return and throw what it does: $constructor.name", async (command) => {
    const sdk = new RekognitionClient({ endpoint, region: 'eu-west-1', credentials: ACME, maxAttempts: 1 });
    const send = clients.of({ region: 'eu-west-1' }, ACME);
    const operation = command.constructor.name.replace(/Command$/, '');
    for (const name of [undefined, 'ThrottlingException', 'SomethingNew']) {
      refusal = name === undefined ? undefined : { name, date: new Date() };
      const ours = await toldBy(send(operation, command.input, SIGNAL));
      expect(ours).toEqual(await toldBy(sdk.send(command as ListFacesCommand)));
    }
    sdk.destroy();
    const [sent, expected] = received.map(({ headers, request }) => [
      headers['content-type'],
      headers['x-amz-target'],
      { ...(JSON.parse(request.body.toString()) as object), ClientRequestToken: undefined },
    ]);
    expect(sent).toEqual(expected);
  });

  it('send none of the headers of the middleware that is left out', async () => {
    await clients.of({ region: 'eu-west-1' }, ACME)(...READ);
    const { headers } = received[0]!;
    expect(Object.keys(headers).sort()).toEqual([
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'x-amz-date',
      'x-amz-target',
    ]);
  });

  it('make one attempt: the call pipeline retries', async () => {
    refusal = { name: 'ThrottlingException', date: new Date() };
    await expect(clients.of({ region: 'eu-west-1' }, ACME)(...READ)).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    expect(received).toHaveLength(1);
  });

  it('sign with the time of a response, and report that, if the clock of this machine is wrong', async () => {
    const send = clients.of({ region: 'eu-west-1' }, ACME);
    const theirs = new Date(Date.now() + 3_600_000);
    refusal = { name: 'InvalidSignatureException', date: theirs };
    await expect(send(...READ)).rejects.toMatchObject({ $metadata: { clockSkewCorrected: true } });
    refusal = undefined;
    await send(...READ);
    expect(received[1]?.headers['x-amz-date']?.slice(0, 11)).toBe(
      theirs.toISOString().replace(/[-:]/g, '').slice(0, 11),
    );
  });

  it('also report it when the clock is right again, and only then', async () => {
    const send = clients.of({ region: 'eu-west-1' }, ACME);
    for (const [ahead, clockSkewCorrected] of [
      [1, true],
      [1, false],
      [0, true],
      [0, false],
    ] as const) {
      refusal = { name: 'InvalidSignatureException', date: new Date(Date.now() + ahead * 3_600_000) };
      await expect(send(...READ)).rejects.toMatchObject({ $metadata: { clockSkewCorrected } });
    }
  });

  it('report it to each of several calls that were signed with the wrong time', async () => {
    const send = clients.of({ region: 'eu-west-1' }, ACME);
    refusal = { name: 'InvalidSignatureException', date: new Date(Date.now() + 3_600_000) };
    const wrong = { status: 'rejected', reason: { $metadata: { clockSkewCorrected: true } } };
    expect(await Promise.allSettled([send(...READ), send(...READ)])).toMatchObject([wrong, wrong]);
  });

  it('do not modify the given keys', async () => {
    const keys = Object.freeze({ ...ACME });
    await clients.of({ region: 'eu-west-1' }, keys)(...READ);
    expect(keys).toEqual(ACME);
  });

  it('end a request whose signal aborts', async () => {
    const controller = new AbortController();
    const answer = clients.of({ region: 'eu-west-1' }, ACME)('ListFaces', {}, controller.signal);
    controller.abort(new Error('left'));
    await expect(answer).rejects.toThrow();
  });
});
