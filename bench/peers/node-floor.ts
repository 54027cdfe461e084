// The lower bound: node:http, undici, and a SigV4 signature with a key that is derived once a day. Validates nothing.
import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';

const { AWS_ENDPOINT_URL_REKOGNITION: endpoint = '', AWS_REGION: region = '' } = process.env;
const { AWS_ACCESS_KEY_ID: keyId = '', AWS_SECRET_ACCESS_KEY: secret = '' } = process.env;
const { host } = new URL(endpoint);
const dispatcher = new Agent({ connections: 256 });
const CONTENT_TYPE = 'application/x-amz-json-1.1';
const TARGET = 'RekognitionService.DisassociateFaces';
const SIGNED = 'content-type;host;x-amz-date;x-amz-target';

const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let signingDay = '';
let signingKey: Buffer = Buffer.alloc(0);

function authorization(time: string, body: string): string {
  const day = time.slice(0, 8);
  if (day !== signingDay) {
    signingKey = ['rekognition', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${secret}`, day), region));
    signingDay = day;
  }
  const headers = `content-type:${CONTENT_TYPE}\nhost:${host}\nx-amz-date:${time}\nx-amz-target:${TARGET}\n`;
  const scope = `${day}/${region}/rekognition/aws4_request`;
  const canonical = sha256(`POST\n/\n\n${headers}\n${SIGNED}\n${sha256(body)}`);
  const signature = createHmac('sha256', signingKey)
    .update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${canonical}`)
    .digest('hex');
  return `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${SIGNED}, Signature=${signature}`;
}

async function disassociate(CollectionId: string, UserId: string, faceId: string): Promise<void> {
  const body = JSON.stringify({ CollectionId, UserId, FaceIds: [faceId] });
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers = {
    'content-type': CONTENT_TYPE,
    'x-amz-date': time,
    'x-amz-target': TARGET,
    authorization: authorization(time, body),
  };
  const answer = await request(endpoint, { method: 'POST', headers, body, dispatcher });
  await answer.body.json();
  if (answer.statusCode !== 200) throw new Error(String(answer.statusCode));
}

const server = createServer((asked, response) => {
  const [, , collectionId = '', , userId = '', , faceId = ''] = (asked.url ?? '').split('/');
  disassociate(collectionId, userId, faceId).then(
    () => response.writeHead(204).end(),
    () => response.writeHead(500).end(),
  );
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
// The benchmark's process has ended.
process.on('disconnect', () => process.exit(0));
