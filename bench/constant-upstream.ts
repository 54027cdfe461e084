// Stands in for Rekognition and STS without doing any work: each DisassociateFaces returns the faces of its request, and
// each DetectFaces no face. With FAULTS=1, one call in a hundred fails, each time differently.
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerIdentity, isForSts } from '../test/harness/caller-identity.js';

const FAULT_EVERY = process.env['FAULTS'] === '1' ? 100 : Number.POSITIVE_INFINITY;
const FAULTS: readonly ((response: ServerResponse) => void)[] = [
  (response) => answer(response, 400, { __type: 'ThrottlingException', message: 'Rate exceeded' }),
  (response) => answer(response, 500, { __type: 'InternalServerError', message: 'Internal error' }),
  (response) => answer(response, 400, { __type: 'ConflictException', message: 'Busy' }),
  (response) => response.destroy(),
];
let calls = 0;

const server = createServer({ keepAlive: true, keepAliveTimeout: 60_000 }, (request, response) => {
  if (isForSts(request)) {
    request.resume();
    answerIdentity(response, '000000000000');
    return;
  }
  if (String(request.headers['x-amz-target']).endsWith('.DetectFaces')) {
    request.resume().on('end', () => answer(response, 200, { FaceDetails: [] }));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    calls += 1;
    if (calls % FAULT_EVERY === 0) {
      FAULTS[(calls / FAULT_EVERY) % FAULTS.length]?.(response);
      return;
    }
    const { FaceIds = [] } = JSON.parse(Buffer.concat(chunks).toString()) as { FaceIds?: string[] };
    const DisassociatedFaces = FaceIds.map((FaceId) => ({ FaceId }));
    answer(response, 200, { DisassociatedFaces, UnsuccessfulFaceDisassociations: [], UserStatus: 'ACTIVE' });
  });
});

function answer(response: ServerResponse, status: number, members: object): void {
  const body = JSON.stringify(members);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': body.length,
    'x-amzn-requestid': '11111111-2222-3333-4444-555555555555',
  });
  response.end(body);
}

server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
// The benchmark's process has ended.
process.on('disconnect', () => process.exit(0));
