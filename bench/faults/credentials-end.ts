import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerIdentity, isForSts } from '../../test/harness/caller-identity.js';
import type { Figure } from '../figures.js';
import { percentile } from '../figures.js';
import { startServiceFor } from '../tenants.js';
import type { Served } from './service.js';
import { ServiceUnderTest } from './service.js';

const ACCOUNT = '000000000000';
const LIFE_MS = 10_000;
const READS_MS = 13_000;
const READS_PER_SECOND = 50;
const TENANTS = [{ sharedWith: 'bench', credentials: { container: {} } }, { sharedWith: 'bench' }];

/** The pod identity agent returns credentials once, valid for ten seconds, and then fails. Rekognition works. */
export async function credentialsEnd(): Promise<Figure[]> {
  const upstream = new FailingAgent();
  const service = new ServiceUnderTest(await startServiceFor(TENANTS, await upstream.listen()), { url: '' });
  const load = { calls: (READS_MS * READS_PER_SECOND) / 1_000, perSecond: READS_PER_SECOND };
  await service.read({ calls: 200, atOnce: 5, tenant: 1 });
  const [served, others] = await Promise.all([service.read(load), service.read({ ...load, tenant: 1 })]);
  await service.stop();
  upstream.close();
  return figuresOf(served, others, upstream.tries);
}

function figuresOf(served: readonly Served[], others: readonly Served[], tries: number): Figure[] {
  const refused = served.filter(({ status }) => status === 503);
  const known = served.filter(({ status }) => status === 404);
  const tookMs = refused.map((each) => each.tookMs);
  return [
    {
      name: 'served until',
      value: Math.max(...known.map(({ endedMs }) => endedMs)),
      unit: 'ms',
      atLeast: LIFE_MS - 1_000,
    },
    {
      name: 'neither served nor rejected',
      value: served.length - known.length - refused.length,
      unit: 'calls',
      atMost: 0,
    },
    { name: 'answered 503 afterwards', value: refused.length, unit: 'calls', atLeast: 1 },
    { name: 'response time of 503, p99', value: percentile(tookMs, 0.99), unit: 'ms', target: 50 },
    { name: 'renewal attempts per second', value: (1_000 * tries) / READS_MS, unit: 'times', atMost: 1 },
    {
      name: "another tenant's calls not served",
      value: others.filter(({ status }) => status !== 404).length,
      unit: 'calls',
      atMost: 0,
    },
  ];
}

/** Stands in for Rekognition, STS and an agent that returns credentials only once. */
class FailingAgent {
  tries = 0;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => this.answer(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    if (isForSts(request)) answerIdentity(response, ACCOUNT);
    else if (request.url !== '/credentials') refuse(response);
    else if ((this.tries += 1) === 1) response.writeHead(200, { 'content-type': 'application/json' }).end(keys());
    else response.writeHead(503).end();
  }
}

/** Reads of a user that does not exist. */
function refuse(response: ServerResponse): void {
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' });
  response.end('{"__type":"ResourceNotFoundException","Message":"no"}');
}

function keys(): string {
  const Expiration = new Date(Date.now() + LIFE_MS).toISOString();
  return JSON.stringify({ AccessKeyId: 'ASIABENCH', SecretAccessKey: 'secret', Token: 'token', Expiration });
}
