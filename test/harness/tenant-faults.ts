import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import type { Tenant } from '../../src/config/tenant.js';
import { isForSts } from './caller-identity.js';

/** `fails`: calls to Rekognition get a 500. `hangs`: they get no answer. */
export type Trouble = 'fails' | 'hangs';

/** A proxy in front of an engine that forwards everything except the calls of tenants with a Trouble. */
export class TenantFaults {
  private readonly troubles = new Map<string, Trouble>();
  private hanging: ServerResponse[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(engineUrl: string): Promise<TenantFaults> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const faults = new TenantFaults(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (incoming, response) => void faults.answer(incoming, response, new URL(engineUrl)));
    return faults;
  }

  /** Affects only later calls. */
  set(tenants: readonly Tenant[], trouble: Trouble): void {
    for (const { id } of tenants) this.troubles.set(id, trouble);
  }

  heal(): void {
    this.troubles.clear();
  }

  /** The number of calls that hang now. */
  get hangs(): number {
    this.hanging = this.hanging.filter(({ closed }) => !closed);
    return this.hanging.length;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Keeps `Host`, because the signature covers it. */
  private async answer(incoming: IncomingMessage, response: ServerResponse, { hostname, port }: URL): Promise<void> {
    const { method, url, headers } = incoming;
    const [, tenant = ''] = /Credential=AKIA([^/]+)\//.exec(headers.authorization ?? '') ?? [];
    const body = await buffer(incoming);
    const trouble = isForSts(incoming) ? undefined : this.troubles.get(tenant);
    if (trouble === 'hangs') {
      this.hanging.push(response);
      return;
    }
    if (trouble === 'fails') {
      response.writeHead(500, { 'content-type': 'application/x-amz-json-1.1' });
      response.end('{"__type":"InternalServerError"}');
      return;
    }
    const outgoing = request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.once('error', () => response.destroy());
    outgoing.end(body);
  }
}
