import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CONTROL_PREFIX, control, controlError, type Controlled } from '../control/control.js';
import type { EngineSettings } from '../options.js';
import { WireError } from '../protocol/wire-error.js';
import { JSON_WIRE, type Reply } from '../service.js';
import type { CallHandler } from './call-handler.js';
import { deliver } from './delivery.js';

/** Two images of 5 MiB in base64, and the rest of the request. */
const BODY_LIMIT_BYTES = 15 * 1024 * 1024;
const HEAD_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than SDKs keep idle connections, so that the engine never closes a connection that is sending a request. */
const KEEP_ALIVE_MS = 75_000;
const CONNECTION_CHECK_MS = 1_000;
const DRIP_MS = 100;

/** AWS's endpoints let any origin call; which headers they send exactly is an assumption. */
const CORS_HEADERS = new Headers({
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS, POST, PUT, DELETE',
  'Access-Control-Allow-Headers': '*, Authorization',
  'Access-Control-Expose-Headers': 'x-amzn-RequestId, x-amzn-ErrorType, Date',
  'Access-Control-Max-Age': '172800',
});
const PREFLIGHT: Reply = { status: 200, contentType: 'text/plain', body: '', delivery: 'whole' };

/** The HTTP server: the AWS endpoint at every path, and the control routes. */
export class EngineServer {
  private readonly http: Server;
  private readonly closing = new AbortController();
  private readonly inFlight = new Set<Promise<void>>();

  constructor(
    private readonly settings: EngineSettings,
    private readonly calls: CallHandler,
    private readonly controlled: Controlled,
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
  listen(): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(this.settings.port, this.settings.host, () => {
        this.http.off('error', reject);
        resolve(this.http.address() as AddressInfo);
      });
    });
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
    const requestId = randomUUID();
    const [path = '/'] = (request.url ?? '/').split('?');
    const body = await readBody(request);
    if (path.startsWith(CONTROL_PREFIX)) return this.control(request.method ?? '', path, body, response);
    response.setHeader('x-amzn-RequestId', requestId);
    if (this.isFromBrowser(request)) {
      response.setHeaders(CORS_HEADERS);
      if (request.method === 'OPTIONS') return deliver(response, PREFLIGHT);
    }
    const failure = failureOf(request, body);
    if (failure || !body) {
      response.setHeader('Connection', 'close');
      return deliver(response, JSON_WIRE.failure(failure ?? TOO_LARGE, requestId));
    }
    const { method = '', url: target = '/', headersDistinct: headers } = request;
    await this.call({ method, target, headers, body }, requestId, response);
  }

  private isFromBrowser({ headers }: IncomingMessage): boolean {
    return headers.origin !== undefined && this.settings.assumptions.cors !== 'none';
  }

  private async call(
    request: Parameters<CallHandler['answer']>[0],
    requestId: string,
    response: ServerResponse,
  ): Promise<void> {
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

  private control(method: string, path: string, body: Buffer | undefined, response: ServerResponse): Promise<void> {
    const { status, body: json } = !this.settings.control
      ? controlError(403, 'The control routes are disabled. Start the engine with --control')
      : body
        ? control(this.controlled, method, path, body)
        : controlError(413, 'The body is too large');
    const reply: Reply = { status, contentType: 'application/json', body: JSON.stringify(json), delivery: 'whole' };
    return deliver(response, reply);
  }
}

const TOO_LARGE = new WireError('RequestEntityTooLargeException', 'The request body is too large');

function failureOf(request: IncomingMessage, body: Buffer | undefined): WireError | undefined {
  if (request.method !== 'POST') return new WireError('UnknownOperationException', 'Calls must be POST requests', 404);
  return body ? undefined : TOO_LARGE;
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
