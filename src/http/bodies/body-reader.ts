import type { Readable } from 'node:stream';

import { Failure } from '../../failures/failure.js';
import type { Clock } from '../../resilience/time/clock.js';
import { CallerLeft } from '../../resilience/time/call-limits.js';
import type { BodyPace } from './body-rules.js';
import { stopReading } from './unread-body.js';

/** What bounds one body. */
export interface ReadingBounds {
  readonly limitBytes: number;
  readonly pace: BodyPace;
  /** What is thrown when it is larger. */
  readonly tooLarge: () => Failure;
}

/**
 * Hands a body's chunks to `take`, one after another, as long as the body is neither too large nor too slow. It stops
 * with the chunk that goes beyond the limit, or that `take` throws on, and leaves the rest unread.
 *
 * @returns how many bytes came.
 * @throws Failure request-timeout, or what `bounds` and `take` say; CallerLeft when the connection ended before.
 */
export function readBody(
  body: Readable,
  clock: Clock,
  bounds: ReadingBounds,
  take: (chunk: Buffer) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const reading = new Reading(clock, bounds.pace, () => stop(new Failure('request-timeout')));
    const stop = (reason: Error | undefined): void => {
      reading.end();
      body.off('data', onData).off('end', onEnd).off('close', onClose);
      if (reason === undefined) {
        resolve(reading.bytes);
        return;
      }
      // At once: by the time that the refusal is told another chunk would have come.
      stopReading(body);
      reject(reason);
    };
    const onData = (chunk: Buffer): void => {
      reading.bytes += chunk.length;
      try {
        if (reading.bytes > bounds.limitBytes) throw bounds.tooLarge();
        take(chunk);
      } catch (thrown) {
        stop(thrown as Error);
      }
    };
    const onEnd = (): void => stop(undefined);
    const onClose = (): void => stop(new CallerLeft());
    // What goes wrong is told by the close that follows; without a listener it would end the process.
    body.on('error', () => undefined);
    body.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

/** The time that a body takes, against what it may. */
class Reading {
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

  /** Every byte that came meanwhile has put the moment off. */
  private readonly check = (): void => {
    const { graceMs, bytesPerSecond, mostMs } = this.pace;
    const allowedMs = Math.min(mostMs, graceMs + (this.bytes / bytesPerSecond) * 1_000);
    const leftMs = this.startedMs + allowedMs - this.clock.monotonicMs();
    if (leftMs > 0) this.cancelTimer = this.clock.schedule(leftMs, this.check);
    else this.onLate();
  };
}
