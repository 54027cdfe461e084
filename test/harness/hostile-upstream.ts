import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { answerIdentity, isForSts } from './caller-identity.js';

/** A received call. Its signature is not verified. */
export interface UpstreamCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export type Play = (call: UpstreamCall, response: ServerResponse, request: IncomingMessage) => void;

/** A Rekognition fake that answers calls as the test's `play` decides. */
export class HostileUpstream {
  readonly calls: UpstreamCall[] = [];
  /** Requests that are not Rekognition calls, such as those after a redirect. */
  readonly strays: string[] = [];
  readonly sockets = new Set<Socket>();
  /** The bytes written to each closed connection. */
  readonly sentBytes: number[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(play: Play): Promise<HostileUpstream> {
    const server = createServer({ keepAliveTimeout: 75_000 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const upstream = new HostileUpstream(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('connection', (socket: Socket) => upstream.watch(socket));
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      upstream.take(request, response, play).catch(() => response.destroy());
    });
    return upstream;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private watch(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.sockets.delete(socket);
      this.sentBytes.push(socket.bytesWritten);
    });
  }

  private async take(request: IncomingMessage, response: ServerResponse, play: Play): Promise<void> {
    response.on('error', () => undefined);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (isForSts(request)) {
      answerIdentity(response);
      return;
    }
    const target = String(request.headers['x-amz-target'] ?? '');
    if (request.method !== 'POST' || request.url !== '/' || target === '') {
      this.strays.push(`${String(request.method)} ${String(request.url)}`);
      response.writeHead(404).end();
      return;
    }
    const input = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
    const call = { operation: target.split('.')[1] ?? '', input };
    this.calls.push(call);
    play(call, response, request);
  }
}

/** Sends `bytes` bytes as fast as the client reads them; stops if it disconnects. */
export function flood(response: ServerResponse, bytes: number): void {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let left = bytes;
  const pour = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', pour);
        return;
      }
    }
    if (!response.destroyed) response.end();
  };
  pour();
}
