import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const PASSED = ['content-type', 'idempotency-key', 'x-api-key'];
const BUSY = { code: 'busy', effect: 'none', retryable: true, detail: 'The service is busy.' };

/** A proxy that answers the first request with 503 `busy` and forwards all others. */
export class FalteringService {
  /** The idempotency keys of the requests, in order. */
  readonly keys: (string | undefined)[] = [];
  private readonly server: Server;

  private constructor(private readonly behind: string) {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  static async before(behind: string): Promise<FalteringService> {
    const service = new FalteringService(behind);
    service.server.listen(0, '127.0.0.1');
    await once(service.server, 'listening');
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    this.keys.push(headers['idempotency-key']?.toString());
    const body = new Uint8Array(await buffer(request));
    if (this.keys.length === 1) {
      response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' });
      response.end(JSON.stringify(BUSY));
      return;
    }
    const passed = PASSED.map((name): [string, unknown] => [name, headers[name]]).filter(([, value]) => value);
    const sent = { method, headers: Object.fromEntries(passed) as Record<string, string> };
    const answer = await fetch(this.behind + url, { ...sent, ...(body.length > 0 && { body }) });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(await answer.text());
  }
}
