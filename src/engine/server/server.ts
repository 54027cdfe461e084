import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CONTROL_PREFIX, control, type Controlled } from '../control/control.js';
import type { EngineSettings } from '../options.js';
import type { SignedRequest } from '../protocol/canonical-request.js';
import { WireError } from '../protocol/wire-error.js';
import { JSON_WIRE, whole, type Reply } from '../service.js';
import type { CallHandler } from './call-handler.js';

/** Two images of 5 MiB in base64, and the rest of the request. */
const BODY_LIMIT_BYTES = 15 * 1024 * 1024;
const HEAD_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than SDKs keep idle connections, so that the engine never closes a connection that is sending a request. */
const KEEP_ALIVE_MS = 75_000;
const CONNECTION_CHECK_MS = 1_000;
const DRIP_MS = 100;
/** The connection is closed after the client has read nothing for this long. */
const STALLED_MS = 30_000;

/** AWS's endpoints let any origin call; which headers they send exactly is an assumption. */
const CORS_HEADERS = new Headers({
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS, POST, PUT, DELETE',
  'Access-Control-Allow-Headers': '*, Authorization',
  'Access-Control-Expose-Headers': 'x-amzn-RequestId, x-amzn-ErrorType, Date',
  'Access-Control-Max-Age': '172800',
});
const PREFLIGHT = whole(200, 'text/plain', '');
const NOT_POST = new WireError('UnknownOperationException', 'Calls must be POST requests', 404);
const TOO_LARGE = new WireError('RequestEntityTooLargeException', 'The request body is too large');

/** The HTTP server: the AWS endpoint at every path, and the control routes. */
export class EngineServer {
  private readonly http: Server;
  private readonly closing = new AbortController();
  private readonly inFlight = new Set<Promise<void>>();

  /** @param controlled undefined if the control routes are disabled */
  constructor(
    private readonly settings: EngineSettings,
    private readonly calls: CallHandler,
    private readonly controlled: Controlled | undefined,
  ) {
    const limits = {
      headersTimeout: HEAD_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: CONNECTION_CHECK_MS,
    };
    this.http = createServer(limits, (request, response) => this.handle(request, response));
  }

  /** @throws the listening error */
  async listen(): Promise<AddressInfo> {
    this.http.listen(this.settings.port, this.settings.host);
    await once(this.http, 'listening');
    return this.http.address() as AddressInfo;
  }

  /** Closes every connection and waits for calls in progress. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.http.close(resolve));
    this.closing.abort();
    this.http.closeAllConnections();
    await closed;
    await Promise.allSettled(this.inFlight);
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    response.sendDate = false;
    response.setHeader('Date', new Date(Date.now() + this.settings.clockSkewMs).toUTCString());
    const work = this.respond(request, response).catch(() => {
      response.destroy();
    });
    this.inFlight.add(work);
    void work.then(() => this.inFlight.delete(work));
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: target = '/', headersDistinct: headers } = request;
    const requestId = randomUUID();
    const [path = '/'] = target.split('?');
    const body = await readBody(request);
    if (path.startsWith(CONTROL_PREFIX)) return deliver(response, control(this.controlled, method, path, body));
    response.setHeader('x-amzn-RequestId', requestId);
    if (this.isFromBrowser(request)) {
      response.setHeaders(CORS_HEADERS);
      if (method === 'OPTIONS') return deliver(response, PREFLIGHT);
    }
    if (method !== 'POST' || !body) {
      response.setHeader('Connection', 'close');
      return deliver(response, JSON_WIRE.failure(method === 'POST' ? TOO_LARGE : NOT_POST, requestId));
    }
    await this.call({ method, target, headers, body }, requestId, response);
  }

  private isFromBrowser({ headers }: IncomingMessage): boolean {
    return headers.origin !== undefined && this.settings.assumptions.cors !== 'none';
  }

  private async call(request: SignedRequest, requestId: string, response: ServerResponse): Promise<void> {
    const { reply, latencyMs, onWrite, close } = this.calls.answer(request, requestId);
    const { signal } = this.closing;
    try {
      if (latencyMs > 0) await this.settings.wait(latencyMs, signal);
      onWrite();
      await deliver(response, reply, () => this.settings.wait(DRIP_MS, signal));
    } finally {
      close();
    }
  }
}

/** Returns undefined if the body exceeds BODY_LIMIT_BYTES; the rest is not read. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Writes a reply. Resolves in the same turn in which the last byte is handed over, so before the client can react.
 *
 * @param pause awaited before each byte of a drip; its rejection ends the drip
 */
async function deliver(response: ServerResponse, reply: Reply, pause?: () => Promise<void>): Promise<void> {
  const { socket } = response;
  if (response.destroyed || !socket) return;
  if (reply.delivery === 'none') {
    socket.destroy();
    return;
  }
  const bytes = Buffer.from(reply.body);
  // Without a timeout listener, Node destroys the socket, and restores the default timeout after the response.
  socket.setTimeout(STALLED_MS);
  response.writeHead(reply.status, { 'content-type': reply.contentType, 'content-length': bytes.length });
  if (reply.delivery === 'drip') await drip(response, bytes, pause);
  else if (reply.delivery === 'truncated') await truncate(response, bytes);
  else response.end(bytes);
}

async function drip(response: ServerResponse, bytes: Buffer, pause?: () => Promise<void>): Promise<void> {
  response.flushHeaders();
  for (const byte of bytes) {
    await pause?.();
    if (response.destroyed) return;
    response.write(Uint8Array.of(byte));
  }
  response.end();
}

async function truncate(response: ServerResponse, bytes: Buffer): Promise<void> {
  await new Promise((resolve) => response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), resolve));
  response.destroy();
}
