import type { Clock } from './clock.js';
import type { Deadline } from './deadline.js';

/** How long somebody waits: until the deadline passes or they leave, whichever comes first. */
export interface CallLimits {
  readonly deadline: Deadline;
  /** Aborts when the one who waits has left, or, with the reason CallerRevoked, must not wait any more. */
  readonly signal: AbortSignal;
}

/** The deadline passed while waiting. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

/** The one who waited left. */
export class CallerLeft extends Error {
  override readonly name = 'CallerLeft';
}

/** The credential of the one who waited is good no more. */
export class CallerRevoked extends Error {
  override readonly name = 'CallerRevoked';
}

/** Why somebody whose signal has aborted does not wait any more. */
export function abortReason({ reason }: AbortSignal): CallerLeft | CallerRevoked {
  return reason instanceof CallerRevoked ? reason : new CallerLeft();
}

/** @throws DeadlinePassed, CallerLeft, CallerRevoked if patience has ended. */
export function throwIfEnded({ deadline, signal }: CallLimits): void {
  if (signal.aborted) throw abortReason(signal);
  if (deadline.remainingMs === 0) throw new DeadlinePassed();
}

/**
 * Calls `onEnd` once when patience ends, with the reason. The returned function takes that back and must be
 * called when the wait ended otherwise: it lets go of the timer and of the signal's listener.
 */
export function whenLimitReached(clock: Clock, limits: CallLimits, onEnd: (reason: Error) => void): () => void {
  const end = (reason: Error): void => {
    release();
    onEnd(reason);
  };
  const leave = (): void => end(abortReason(limits.signal));
  const onTime = (): void => {
    // The deadline of several who wait together moves on when another joins them.
    if (limits.deadline.remainingMs > 0) cancelTimer = clock.schedule(limits.deadline.remainingMs, onTime);
    else end(new DeadlinePassed());
  };
  let cancelTimer = clock.schedule(limits.deadline.remainingMs, onTime);
  const release = (): void => {
    cancelTimer();
    limits.signal.removeEventListener('abort', leave);
  };
  if (limits.signal.aborted) leave();
  else limits.signal.addEventListener('abort', leave, { once: true });
  return release;
}

/**
 * Waits `delayMs`.
 *
 * @throws DeadlinePassed, CallerLeft, CallerRevoked as soon as patience ends.
 */
export function pause(clock: Clock, delayMs: number, limits: CallLimits): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelTimer = clock.schedule(delayMs, () => {
      release();
      resolve();
    });
    const release = whenLimitReached(clock, limits, (reason) => {
      cancelTimer();
      reject(reason);
    });
  });
}

/**
 * Waits for work as long as patience lasts. The work itself goes on: others may wait for it too.
 *
 * @throws DeadlinePassed, CallerLeft, CallerRevoked as soon as patience ends.
 */
export function withinLimits<T>(clock: Clock, limits: CallLimits, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const release = whenLimitReached(clock, limits, reject);
    work.finally(() => release()).then(resolve, reject);
  });
}
