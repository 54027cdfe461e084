// Rekognition and STS that do no work: each disassociation is answered with the faces that it names.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerIdentity, isForSts } from '../test/harness/caller-identity.js';

const server = createServer({ keepAlive: true, keepAliveTimeout: 60_000 }, (request, response) => {
  if (isForSts(request)) {
    request.resume();
    answerIdentity(response, '000000000000');
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { FaceIds = [] } = JSON.parse(Buffer.concat(chunks).toString()) as { FaceIds?: string[] };
    const DisassociatedFaces = FaceIds.map((FaceId) => ({ FaceId }));
    const body = JSON.stringify({ DisassociatedFaces, UnsuccessfulFaceDisassociations: [], UserStatus: 'ACTIVE' });
    response.writeHead(200, {
      'content-type': 'application/x-amz-json-1.1',
      'content-length': body.length,
      'x-amzn-requestid': '11111111-2222-3333-4444-555555555555',
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
// The benchmark has ended, with or without an error.
process.on('disconnect', () => process.exit(0));
