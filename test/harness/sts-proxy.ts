import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { isForSts } from './caller-identity.js';

/** A proxy in front of an engine that forwards everything unchanged and records requests to STS. */
export class StsProxy {
  readonly asked: Record<string, string>[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(engineUrl: string): Promise<StsProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new StsProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (incoming, response) => void proxy.pass(incoming, response, new URL(engineUrl)));
    return proxy;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Keeps `Host`, because the signature covers it. */
  private async pass(incoming: IncomingMessage, response: ServerResponse, { hostname, port }: URL): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (isForSts(incoming)) this.asked.push(Object.fromEntries(new URLSearchParams(body.toString())));
    const { method, url, headers } = incoming;
    const outgoing = request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.once('error', () => response.destroy());
    outgoing.end(body);
  }
}
