import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

import { NodeHttpHandler } from '@smithy/node-http-handler';

import type { Network } from '../../config/aws-endpoints.js';
import { readWithin } from '../../resilience/bounds/read-within.js';
import { systemClock } from '../../resilience/time/clock.js';
import { LoopLateness } from '../../resilience/time/loop-lateness.js';
import { addSignature, type Signing } from './signature.js';

/** Set on the error of a request that got no response. */
interface ConnectionFacts {
  /** The connection was reused; the server may have closed it at that moment. */
  lostOnReuse?: boolean;
  /** The connection was never established, so nothing was sent. */
  notConnected?: boolean;
}

type ConnectionError = Error & ConnectionFacts;

/** Marks errors from before the connection, or the TLS session, was established. */
function watchConnecting<Connection extends Duplex | null | undefined>(
  socket: Connection,
  connected: string,
): Connection {
  let isConnected = false;
  socket?.once(connected, () => (isConnected = true));
  socket?.prependOnceListener('error', (error: ConnectionError) => {
    if (!isConnected) error.notConnected = true;
  });
  return socket;
}

/** Marks errors of a reused connection from before the first byte of the response. */
function watchReuse(socket: Socket, request: http.ClientRequest): void {
  const bytesBefore = socket.bytesRead;
  request.prependOnceListener('error', (error: ConnectionError) => {
    if (socket.bytesRead === bytesBefore) error.lostOnReuse = true;
  });
}

function watched<Agent extends http.Agent>(agent: Agent, connected: 'connect' | 'secureConnect'): Agent {
  const createConnection = agent.createConnection.bind(agent);
  const reuseSocket = agent.reuseSocket.bind(agent);
  agent.createConnection = (options, callback) => {
    const onTunnel = (error: ConnectionError | null | undefined, stream: Duplex): void => {
      // Without a proxy, it is called when the connection is established, with nothing.
      if (error) error.notConnected = true;
      callback?.(error as ConnectionError | null, stream);
    };
    const socket = createConnection(options, callback && onTunnel);
    // With a proxy, this is the connection to it, and the callback gets the TLS session through its tunnel, established.
    const isTunnel = connected === 'secureConnect' && !(socket instanceof TLSSocket);
    return isTunnel ? socket : watchConnecting(socket, connected);
  };
  agent.reuseSocket = (socket, request) => {
    reuseSocket(socket, request);
    watchReuse(socket as Socket, request);
  };
  return agent;
}

/** Connections per host. */
interface ConnectionSettings {
  readonly mostSockets: number;
  readonly keepAlive: boolean;
}

type HttpRequest = Parameters<NodeHttpHandler['handle']>[0];
type HandlerOptions = NonNullable<Parameters<NodeHttpHandler['handle']>[1]> & { readonly signing?: Signing };

/** Larger than any response: 4,096 faces are about 2 MB. */
const LARGEST_ANSWER_BYTES = 10 * 1024 * 1024;

/** The response is too large or has an invalid status. */
class AnswerUnusable extends Error {
  override readonly name = 'AnswerUnusable';
}

/**
 * A connection pool for one AWS service, shared by the clients of all tenants. Responses are read whole, under the abort
 * signal and a size limit, because the SDK's timeouts do not cover the body.
 */
export class UpstreamHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  private readonly pool: NodeHttpHandler;

  constructor(
    { keepAlive, mostSockets: maxSockets }: ConnectionSettings,
    { connectTimeoutMs, proxyEnv }: Network,
    // Connection timeouts run on the machine's clock too.
    private readonly lateness = new LoopLateness(systemClock),
  ) {
    const options = { keepAlive, maxSockets };
    this.pool = new NodeHttpHandler({
      connectionTimeout: connectTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: watched(new http.Agent(options), 'connect'),
      httpsAgent: watched(new https.Agent({ ...options, ...(proxyEnv && { proxyEnv }) }), 'secureConnect'),
    });
  }

  /** @param options `signing` if the request is to be signed here. */
  async handle(request: HttpRequest, options: HandlerOptions = {}): ReturnType<NodeHttpHandler['handle']> {
    if (options.signing !== undefined) addSignature(request, options.signing);
    Object.assign(request.headers, options.signing?.headers);
    const watch = this.lateness.watch();
    try {
      const { response } = await this.pool.handle(request, options);
      // The SDK treats any status below 300 as success.
      if (response.statusCode < 200) throw new AnswerUnusable();
      const body = response.body as AsyncIterable<Buffer>;
      response.body = await readWithin(body, LARGEST_ANSWER_BYTES, () => new AnswerUnusable());
      return { response };
    } catch (thrown) {
      throw Object.assign(ownError(thrown as NodeJS.ErrnoException & ConnectionFacts), {
        loopWasLate: watch.wasLate(),
      });
    } finally {
      watch.end();
    }
  }

  /** The same pool with an abort signal, for credential providers that accept none. */
  endingWith(abortSignal: AbortSignal): Pick<UpstreamHandler, 'metadata' | 'handle'> {
    return {
      metadata: this.metadata,
      handle: (request, options) => this.handle(request, { ...options, abortSignal }),
    };
  }

  destroy(): void {
    // The SDK calls it for each client that ends.
  }

  updateHttpClientConfig(): void {
    // All clients share the pool's settings.
  }

  httpHandlerConfigs(): object {
    return {};
  }

  /** Closes all connections on shutdown. */
  close(): void {
    this.pool.destroy();
  }
}

/** The SDK wraps values that it does not recognize as an Error and loses their code, so Node's error is copied. */
function ownError(cause: NodeJS.ErrnoException & ConnectionFacts): Error {
  const { name, message, code, lostOnReuse = false, notConnected = false } = cause;
  const facts = { name, lostOnReuse, notConnected, ...(code !== undefined && { code }) };
  return Object.assign(new Error(message, { cause }), facts);
}
