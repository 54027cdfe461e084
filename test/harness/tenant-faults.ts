import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import type { Tenant } from '../../src/config/tenant.js';
import { isForSts } from './caller-identity.js';

/** What becomes of a tenant's calls to Rekognition: an error 500, or no answer at all. */
export type Trouble = 'fails' | 'hangs';

/** Stands before an engine and passes everything on as it is, but for the calls of tenants in trouble. */
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

  /** From now on. */
  set(tenants: readonly Tenant[], trouble: Trouble): void {
    for (const { id } of tenants) this.troubles.set(id, trouble);
  }

  heal(): void {
    this.troubles.clear();
  }

  /** How many calls hang at present. */
  get hangs(): number {
    this.hanging = this.hanging.filter(({ closed }) => !closed);
    return this.hanging.length;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The signature covers the `Host`, so that stays too. */
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
