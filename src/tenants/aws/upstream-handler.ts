import { NodeHttpHandler } from '@smithy/node-http-handler';

import { systemClock } from '../../resilience/time/clock.js';
import { LoopLateness } from '../../resilience/time/loop-lateness.js';
import { type ConnectionFacts, type ConnectionSettings, upstreamAgents } from './upstream-agents.js';

const CONNECT_TIMEOUT_MS = 1_000;
/** No answer of these operations comes near: 4,096 faces are about 2 MB. */
const LARGEST_ANSWER_BYTES = 10 * 1024 * 1024;
const REKOGNITION: ConnectionSettings = { mostSockets: 256, keepAlive: true };

/** What came is larger than any answer can be, or has no status that an answer can have. */
export class AnswerUnusable extends Error {
  override readonly name = 'AnswerUnusable';
}

/**
 * A pool of connections to one service of AWS, shared by the clients of all tenants.
 *
 * The SDK destroys a client's handler with the client; here that does nothing, because it would end the calls of
 * other tenants. Answers are read whole, under the call's abort signal and a bound, before the SDK sees them: its own
 * time-outs do not cover the body.
 */
export class UpstreamHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  private readonly pool: NodeHttpHandler;

  constructor(
    connections: ConnectionSettings = REKOGNITION,
    // Connect time-outs run on the machine's clock as well.
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
      // The SDK takes whatever is below 300 for success.
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

  /** The same pool for one use, whose requests end with `signal`: the SDK's credential providers take none. */
  endingWith(abortSignal: AbortSignal): Pick<UpstreamHandler, 'metadata' | 'handle'> {
    return {
      metadata: this.metadata,
      handle: (request, options) => this.handle(request, { ...options, abortSignal }),
    };
  }

  destroy(): void {
    // Called by the SDK for each client that ends: see the class.
  }

  updateHttpClientConfig(): void {
    // The pool's settings are the same for every client.
  }

  httpHandlerConfigs(): object {
    return {};
  }

  /** Ends all connections, when the process stops. */
  close(): void {
    this.pool.destroy();
  }
}

/** The SDK wraps what it does not take for an Error and loses its code, so what Node threw is told in an Error of ours. */
function ownError(cause: NodeJS.ErrnoException & ConnectionFacts): Error {
  const { name, message, code, lostOnReuse = false, notConnected = false } = cause;
  const facts = { name, lostOnReuse, notConnected, ...(code !== undefined && { code }) };
  return Object.assign(new Error(message, { cause }), facts);
}

/** Leaving the loop early destroys the stream and with it the connection. */
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
