import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { isForSts } from './caller-identity.js';

/** A call to Rekognition as received. */
export interface SentCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A proxy in front of an engine that records calls to Rekognition and can hold them back. */
export class Gate {
  readonly sent: SentCall[] = [];
  /** Headers of the calls in `sent`. */
  readonly headers: IncomingMessage['headers'][] = [];
  /** Whether `hold` also holds calls to STS. */
  holdsSts = false;
  private held: (() => void)[] = [];
  private isClosed = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(engineUrl: string): Promise<Gate> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const gate = new Gate(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (incoming, response) => void gate.pass(incoming, response, new URL(engineUrl)));
    return gate;
  }

  /** The number of held calls. */
  get holds(): number {
    return this.held.length;
  }

  /** Holds all further calls. */
  hold(): void {
    this.isClosed = true;
  }

  /** Forwards the held calls. Later calls are still held. */
  release(): void {
    for (const pass of this.held.splice(0)) pass();
  }

  /** Forwards the held calls and all later ones. */
  open(): void {
    this.isClosed = false;
    this.release();
  }

  async close(): Promise<void> {
    this.open();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Keeps `Host`, because the signature covers it. */
  private async pass(incoming: IncomingMessage, response: ServerResponse, { hostname, port }: URL): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (!isForSts(incoming)) await this.note(incoming, body);
    else if (this.holdsSts) await this.heldBack();
    const { method, url, headers } = incoming;
    const outgoing = request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.once('error', () => response.destroy());
    outgoing.end(body);
  }

  private async note({ headers }: IncomingMessage, body: Buffer): Promise<void> {
    const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    this.sent.push({ operation, input: JSON.parse(body.toString()) as Record<string, unknown> });
    this.headers.push(headers);
    await this.heldBack();
  }

  private async heldBack(): Promise<void> {
    if (this.isClosed) await new Promise<void>((resolve) => this.held.push(resolve));
  }
}
