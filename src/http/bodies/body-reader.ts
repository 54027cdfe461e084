import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { Failure } from '../../failures/failure.js';
import { CallerLeft } from '../../resilience/time/call-limits.js';
import type { Clock } from '../../resilience/time/clock.js';
import type { BodyPace } from './body-rules.js';

export interface ReadingBounds {
  readonly limitBytes: number;
  readonly pace: BodyPace;
  readonly tooLarge: 'body-too-large' | 'image-too-large';
}

/**
 * Passes the chunks of a body to `take` in order, within limits of size and pace. Stops at the first chunk that exceeds
 * `limitBytes` or makes `take` throw, and leaves the rest unread.
 *
 * @returns the number of bytes received.
 * @throws Failure request-timeout, `tooLarge`, or the error of `take`; CallerLeft if the connection closes first.
 */
export function receiveBody(
  body: Readable,
  clock: Clock,
  bounds: ReadingBounds,
  take: (chunk: Buffer) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const reading = new PaceTimer(clock, bounds.pace, () => stop(new Failure('request-timeout')));
    const stop = (reason: Error | undefined): void => {
      reading.end();
      body.off('data', onData).off('end', onEnd).off('close', onClose);
      if (reason === undefined) {
        resolve(reading.bytes);
        return;
      }
      // Before rejecting: another chunk could arrive before the rejection is handled.
      stopReading(body);
      reject(reason);
    };
    const onData = (chunk: Buffer): void => {
      reading.bytes += chunk.length;
      try {
        if (reading.bytes > bounds.limitBytes) throw new Failure(bounds.tooLarge);
        take(chunk);
      } catch (thrown) {
        stop(thrown as Error);
      }
    };
    const onEnd = (): void => stop(undefined);
    const onClose = (): void => stop(new CallerLeft());
    // A 'close' event follows and rejects. Without a listener, 'error' would end the process.
    body.on('error', () => undefined);
    body.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

/** Calls `onLate` when a body is slower than its pace allows. */
class PaceTimer {
  bytes = 0;
  private readonly startedMs: number;
  private cancelTimer: () => void;

  constructor(
    private readonly clock: Clock,
    private readonly pace: BodyPace,
    private readonly onLate: () => void,
  ) {
    this.startedMs = clock.monotonicMs();
    this.cancelTimer = clock.schedule(pace.graceMs, this.check);
  }

  end(): void {
    this.cancelTimer();
  }

  /** Reschedules itself, because the bytes received meanwhile extend the time limit. */
  private readonly check = (): void => {
    const { graceMs, bytesPerSecond, mostMs } = this.pace;
    const allowedMs = Math.min(mostMs, graceMs + (this.bytes / bytesPerSecond) * 1_000);
    const leftMs = this.startedMs + allowedMs - this.clock.monotonicMs();
    if (leftMs > 0) this.cancelTimer = this.clock.schedule(leftMs, this.check);
    else this.onLate();
  };
}

/** How long a connection stays half-closed, so that the client can read the response before a reset. */
const LINGER_MS = 1_000;

function stopReading(body: Readable & { readonly socket?: unknown }): void {
  body.pause();
  // A paused stream still fills its buffer.
  body._read = () => undefined;
  // Requests from `inject()` have no socket.
  if (body.socket instanceof Socket) body.socket.pause();
}

/**
 * Closes the connection after a response to a request whose body was not read to its end, instead of reading the rest
 * as Node does. Closing with unread bytes resets the connection and can lose the response, so it lingers first.
 */
export function endAfterAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  const { socket } = raw;
  void reply.header('Connection', 'close');
  if (!(socket instanceof Socket)) return;
  // Marks the body as consumed: Node reads unconsumed bodies to their end after the response.
  if (raw.readableFlowing === null) raw.read(0);
  stopReading(raw);
  lingerAtEnd(socket);
}

/**
 * Discards the rest of a body after the response, within the bounds of a body that is read, and then closes the connection.
 * Clients that write their whole body before they read would lose the response to a reset.
 */
export function discardAfterAnswer(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  clock: Clock,
  bounds: ReadingBounds,
): void {
  const { socket } = raw;
  void reply.header('Connection', 'close');
  const discarded = receiveBody(raw, clock, bounds, (chunk) => giveBack([chunk])).catch(() => undefined);
  if (!(socket instanceof Socket)) return;
  socket.destroySoon = () => {
    socket.end();
    void discarded.then(() => socket.destroy());
  };
}

/** Delays the destruction of an ended connection: unread bytes would reset it before the client reads the response. */
export function lingerAtEnd(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    socket.setTimeout(LINGER_MS, () => socket.destroy());
  };
}

/**
 * Frees the memory of unused chunks at once, unless they share it. V8 frees memory outside its heap only after 64 MB of
 * new allocations, more than a small container can spare.
 */
export function giveBack(chunks: readonly Buffer[]): void {
  for (const chunk of chunks) if (ownsMemory(chunk)) (chunk.buffer as ArrayBuffer).transfer(0);
}

export function ownsMemory({ buffer, byteLength }: Buffer): boolean {
  return buffer instanceof ArrayBuffer && !buffer.detached && buffer.byteLength === byteLength;
}

/** Joins chunks as they arrive. Keeping them would take more memory than the body: they may have one byte each. */
export class JoinedChunks {
  private readonly buffer: Buffer;
  private length = 0;

  /** @param sizeBytes the declared size, or the most there can be: unused pages take no memory of the system. */
  constructor(sizeBytes: number) {
    this.buffer = Buffer.allocUnsafe(sizeBytes);
  }

  take(chunk: Buffer): void {
    this.length += chunk.copy(this.buffer, this.length);
  }

  get bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  release(): void {
    giveBack([this.buffer]);
  }
}
