import { NodeHttpHandler } from '@smithy/node-http-handler';

import { systemClock } from '../../resilience/time/clock.js';
import { LoopLateness } from '../../resilience/time/loop-lateness.js';
import { type ConnectionFacts, type ConnectionSettings, upstreamAgents } from './upstream-agents.js';

const CONNECT_TIMEOUT_MS = 1_000;
/** Larger than any response: 4,096 faces are about 2 MB. */
const LARGEST_ANSWER_BYTES = 10 * 1024 * 1024;
const REKOGNITION: ConnectionSettings = { mostSockets: 256, keepAlive: true };

/** The response is too large or has an invalid status. */
export class AnswerUnusable extends Error {
  override readonly name = 'AnswerUnusable';
}

/**
 * A connection pool for one AWS service, shared by the clients of all tenants.
 *
 * `destroy` does nothing, because the SDK calls it for each client that ends. Responses are read whole before the SDK
 * sees them, under the abort signal and a size limit, because the SDK's timeouts do not cover the body.
 */
export class UpstreamHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  private readonly pool: NodeHttpHandler;

  constructor(
    connections: ConnectionSettings = REKOGNITION,
    // Connection timeouts run on the machine's clock too.
    private readonly lateness = new LoopLateness(systemClock),
  ) {
    this.pool = new NodeHttpHandler({
      connectionTimeout: CONNECT_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      ...upstreamAgents(connections),
    });
  }

  async handle(...[request, options]: Parameters<NodeHttpHandler['handle']>): ReturnType<NodeHttpHandler['handle']> {
    const watch = this.lateness.watch();
    try {
      const { response } = await this.pool.handle(request, options);
      // The SDK treats any status below 300 as success.
      if (response.statusCode < 200) throw new AnswerUnusable();
      response.body = await readWhole(response.body as AsyncIterable<Buffer>);
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
    // See the class.
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

/** Leaving the loop early closes the connection. */
async function readWhole(body: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER_BYTES) throw new AnswerUnusable();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
