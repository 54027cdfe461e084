import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import { DisassociateFacesCommand, ListFacesCommand } from '@aws-sdk/client-rekognition';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

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
const READ = new ListFacesCommand({ CollectionId: 'staff' });

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly request: Parameters<typeof verifySignature>[0];
}

let server: Server;
let received: Received[];
/** Answers with an error of Rekognition and its time, if set. */
let refusal: { readonly name: string; readonly date: Date } | undefined;
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
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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

describe('RegionClients', () => {
  it("sign each request with its tenant's keys, for its region", async () => {
    await clients.of({ region: 'eu-west-1' }, ACME)(READ, SIGNAL);
    await clients.of({ region: 'eu-west-1' }, BETA)(READ, SIGNAL);
    await clients.of({ region: 'us-east-1' }, ACME)(
      new DisassociateFacesCommand({ CollectionId: 'größer', UserId: 'ü', FaceIds: ['face'] }),
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

  it('sign every header that describes the request', async () => {
    await clients.of({ region: 'eu-west-1' }, BETA)(READ, SIGNAL);
    expect(received[0]?.headers.authorization).toContain(
      'SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,',
    );
  });

  it('sign with new keys of the same access key id', async () => {
    const wrong = { ...ACME, secretAccessKey: 'former secret' };
    await clients.of({ region: 'eu-west-1' }, wrong)(READ, SIGNAL);
    expect(() => signerOf(received[0]!)).toThrow();
    await clients.of({ region: 'eu-west-1' }, ACME)(READ, SIGNAL);
    expect(signerOf(received[1]!)).toMatchObject({ accessKeyId: 'AKIAACME' });
  });

  it('send none of the headers of the middleware that is left out', async () => {
    await clients.of({ region: 'eu-west-1' }, ACME)(READ, SIGNAL);
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
    await expect(clients.of({ region: 'eu-west-1' }, ACME)(READ, SIGNAL)).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    expect(received).toHaveLength(1);
  });

  it('sign with the time of a response, and report that, if the clock of this machine is wrong', async () => {
    const send = clients.of({ region: 'eu-west-1' }, ACME);
    const theirs = new Date(Date.now() + 3_600_000);
    refusal = { name: 'InvalidSignatureException', date: theirs };
    await expect(send(READ, SIGNAL)).rejects.toMatchObject({ $metadata: { clockSkewCorrected: true } });
    refusal = undefined;
    await send(READ, SIGNAL);
    expect(received[1]?.headers['x-amz-date']?.slice(0, 11)).toBe(
      theirs.toISOString().replace(/[-:]/g, '').slice(0, 11),
    );
  });

  it('do not modify the given keys', async () => {
    const keys = Object.freeze({ ...ACME });
    await clients.of({ region: 'eu-west-1' }, keys)(READ, SIGNAL);
    expect(keys).toEqual(ACME);
  });

  it('end a request whose signal aborts', async () => {
    const controller = new AbortController();
    const answer = clients.of({ region: 'eu-west-1' }, ACME)(READ, controller.signal);
    controller.abort(new Error('left'));
    await expect(answer).rejects.toThrow();
  });
});
