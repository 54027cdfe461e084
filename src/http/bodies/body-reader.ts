import type { Readable } from 'node:stream';

import { Failure } from '../../failures/failure.js';
import type { Clock } from '../../resilience/time/clock.js';
import { CallerLeft } from '../../resilience/time/call-limits.js';
import type { BodyPace } from './body-rules.js';
import { stopReading } from './unread-body.js';

/** Limits for reading one body. */
export interface ReadingBounds {
  readonly limitBytes: number;
  readonly pace: BodyPace;
  /** Creates the failure for a body larger than `limitBytes`. */
  readonly tooLarge: () => Failure;
}

/**
 * Passes the chunks of a body to `take` in order, within limits of size and pace. Stops at the first chunk that exceeds
 * `limitBytes` or makes `take` throw, and leaves the rest unread.
 *
 * @returns the number of bytes received.
 * @throws Failure request-timeout, the result of `tooLarge`, or the error of `take`; CallerLeft if the connection
 * closes before the body ends.
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
      // Before rejecting: another chunk could arrive before the rejection is handled.
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
    // A 'close' event follows and rejects. Without a listener, 'error' would end the process.
    body.on('error', () => undefined);
    body.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

/** Enforces the pace of one body. */
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

  /** Reschedules itself, because the bytes received meanwhile extend the time limit. */
  private readonly check = (): void => {
    const { graceMs, bytesPerSecond, mostMs } = this.pace;
    const allowedMs = Math.min(mostMs, graceMs + (this.bytes / bytesPerSecond) * 1_000);
    const leftMs = this.startedMs + allowedMs - this.clock.monotonicMs();
    if (leftMs > 0) this.cancelTimer = this.clock.schedule(leftMs, this.check);
    else this.onLate();
  };
}
