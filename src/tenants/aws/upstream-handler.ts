import type { Agent, buildConnector, Dispatcher } from 'undici';

import type { Network } from '../../config/config.js';
import { systemClock, LoopLateness } from '../../resilience/time/clock.js';
import { load } from './library.js';

/** Connections per host. */
interface ConnectionSettings {
  readonly mostSockets: number;
  readonly keepAlive: boolean;
}

/** The parts of the SDK's requests that Rekognition, STS and the credential providers use. */
export interface HttpRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Record<string, unknown>;
  readonly headers: Record<string, string>;
  body?: string | Uint8Array;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

export function hostOf({ hostname, port }: HttpRequest): string {
  return port === undefined ? hostname : `${hostname}:${port}`;
}

interface HandlerOptions {
  /** An AbortSignal. The SDK's type has an older form too, which is not used. */
  readonly abortSignal?: object;
}

/** Larger than any response: 4,096 faces are about 2 MB. */
const LARGEST_ANSWER_BYTES = 10 * 1024 * 1024;
/** Servers close idle connections sooner. */
const MAX_IDLE_MS = 600_000;

/** The response is too large or has an invalid status. */
class AnswerUnusable extends Error {
  override readonly name = 'AnswerUnusable';
}

/** A request and its response, which is read whole, under the abort signal and a size limit. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly answer = Promise.withResolvers<HttpAnswer>();
  /** Nothing was sent. */
  notConnected = true;
  /** The connection was reused and no byte has arrived, so the server may have closed it before. */
  lostOnReuse = false;
  private controller: Dispatcher.DispatchController | undefined;
  private statusCode = 0;
  private readonly headers: Record<string, string> = {};
  private readonly chunks: Buffer[] = [];
  private bytes = 0;

  constructor(
    private readonly handler: UpstreamHandler,
    private readonly abortSignal: AbortSignal | undefined,
  ) {}

  readonly abort = (): void => {
    const reason = this.abortSignal?.reason as Error;
    this.controller?.abort(reason);
    this.answer.reject(reason);
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // It may have been aborted while it waited for a connection.
    this.abortSignal?.throwIfAborted();
    this.controller = controller;
    this.notConnected = false;
    this.lostOnReuse = !this.handler.isConnecting;
  }

  onResponseStarted(): void {
    this.lostOnReuse = false;
  }

  onResponseStart(_: unknown, statusCode: number, headers: Record<string, string | string[] | undefined>): void {
    // undici expects another status after any that is below 200.
    if (statusCode < 100) throw new AnswerUnusable();
    this.statusCode = statusCode;
    for (const name in headers) this.headers[name] = String(headers[name]);
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > LARGEST_ANSWER_BYTES) throw new AnswerUnusable();
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const { statusCode, headers, chunks } = this;
    this.answer.resolve({ statusCode, headers, body: Buffer.concat(chunks) });
  }

  onResponseError(_: unknown, error: Error): void {
    this.answer.reject(error);
  }
}

/** A connection pool for one AWS service, shared by the clients of all tenants. */
export class UpstreamHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  /** Whether a connection has just been established, so that the request that starts now is its first. */
  isConnecting = false;
  private pool: Dispatcher | undefined;

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly network: Network,
    // Connection timeouts run on the machine's clock too.
    private readonly lateness = new LoopLateness(systemClock),
  ) {}

  /** @throws an error with the facts that `classify` reads. */
  async handle(request: HttpRequest, options: HandlerOptions = {}): Promise<{ response: HttpAnswer }> {
    const abortSignal = options.abortSignal as AbortSignal | undefined;
    const pool = this.open();
    abortSignal?.throwIfAborted();
    const { protocol, path, query = {}, method, headers, body = null } = request;
    const origin = `${protocol}//${hostOf(request)}`;
    const exchange = new Exchange(this, abortSignal);
    const watch = this.lateness.watch();
    try {
      abortSignal?.addEventListener('abort', exchange.abort, { once: true });
      pool.dispatch({ origin, path, query, method, headers, body }, exchange);
      return { response: await exchange.answer.promise };
    } catch (thrown) {
      throw ownError(thrown as NodeJS.ErrnoException, exchange, watch.wasLate());
    } finally {
      watch.end();
    }
  }

  /** The same pool with an abort signal, for credential providers that accept none. */
  endingWith(abortSignal: AbortSignal): Pick<UpstreamHandler, 'metadata' | 'handle'> {
    return { metadata: this.metadata, handle: (request) => this.handle(request, { abortSignal }) };
  }

  /** Closes all connections on shutdown. */
  close(): void {
    void this.pool?.destroy();
  }

  /** The first request does it otherwise. @throws Failure busy if undici cannot be loaded now */
  open(): Dispatcher {
    return (this.pool ??= this.createPool());
  }

  private createPool(): Dispatcher {
    const { Agent, buildConnector, EnvHttpProxyAgent, Pool } = load('undici');
    const { connectTimeoutMs, proxyEnv } = this.network;
    const options: Agent.Options = {
      connections: this.settings.mostSockets,
      // One request at a time: with more, a lost connection would leave the effect of each unclear. 0 is no keep-alive.
      pipelining: this.settings.keepAlive ? 1 : 0,
      keepAliveTimeout: MAX_IDLE_MS,
      allowH2: false,
      connect: buildConnector({ allowH2: false, timeout: connectTimeoutMs }),
      // Behind a proxy, undici replaces `connect`, with this time-out.
      connectTimeout: connectTimeoutMs,
      factory: (origin, { connect, ...others }: { connect: buildConnector.connector }) =>
        new Pool(origin, { ...others, connect: this.watched(connect) }),
      // The abort signal ends requests.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    if (proxyEnv === undefined) return new Agent(options);
    return new EnvHttpProxyAgent({
      ...options,
      httpProxy: '',
      httpsProxy: proxyEnv.HTTPS_PROXY,
      noProxy: proxyEnv.NO_PROXY,
      // How long the proxy may take to answer CONNECT.
      clientFactory: (proxy, others) => new Pool(proxy, { ...others, headersTimeout: connectTimeoutMs }),
    });
  }

  private watched(connect: buildConnector.connector): buildConnector.connector {
    return (options, callback) =>
      connect(options, (...outcome) => {
        this.isConnecting = outcome[0] === null;
        callback(...outcome);
        this.isConnecting = false;
      });
  }
}

/** The SDK wraps values that it does not recognize as an Error and loses their code, so undici's error is copied. */
function ownError(cause: NodeJS.ErrnoException, { notConnected, lostOnReuse }: Exchange, loopWasLate: boolean): Error {
  const { name, message, code } = cause;
  // An invalid request that undici rejects says nothing about the connection.
  const facts = { name, lostOnReuse, loopWasLate, notConnected: notConnected && code !== 'UND_ERR_INVALID_ARG' };
  return Object.assign(new Error(message, { cause }), facts, code !== undefined && { code });
}
