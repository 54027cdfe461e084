import type { Clock } from './clock.js';
import type { Deadline } from './deadline.js';

/** How long somebody waits: until the deadline passes or they leave, whichever comes first. */
export interface Patience {
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
export function goneBecause({ reason }: AbortSignal): CallerLeft | CallerRevoked {
  return reason instanceof CallerRevoked ? reason : new CallerLeft();
}

/** @throws DeadlinePassed, CallerLeft, CallerRevoked if patience has ended. */
export function refuseImpatient({ deadline, signal }: Patience): void {
  if (signal.aborted) throw goneBecause(signal);
  if (deadline.remainingMs === 0) throw new DeadlinePassed();
}

/**
 * Calls `onEnd` once when patience ends, with the reason. The returned function takes that back and must be
 * called when the wait ended otherwise: it lets go of the timer and of the signal's listener.
 */
export function whenPatienceEnds(clock: Clock, patience: Patience, onEnd: (reason: Error) => void): () => void {
  const end = (reason: Error): void => {
    release();
    onEnd(reason);
  };
  const leave = (): void => end(goneBecause(patience.signal));
  const onTime = (): void => {
    // The deadline of several who wait together moves on when another joins them.
    if (patience.deadline.remainingMs > 0) takeBackTimer = clock.schedule(patience.deadline.remainingMs, onTime);
    else end(new DeadlinePassed());
  };
  let takeBackTimer = clock.schedule(patience.deadline.remainingMs, onTime);
  const release = (): void => {
    takeBackTimer();
    patience.signal.removeEventListener('abort', leave);
  };
  if (patience.signal.aborted) leave();
  else patience.signal.addEventListener('abort', leave, { once: true });
  return release;
}

/**
 * Waits `delayMs`.
 *
 * @throws DeadlinePassed, CallerLeft, CallerRevoked as soon as patience ends.
 */
export function pause(clock: Clock, delayMs: number, patience: Patience): Promise<void> {
  return new Promise((resolve, reject) => {
    const takeBackTimer = clock.schedule(delayMs, () => {
      release();
      resolve();
    });
    const release = whenPatienceEnds(clock, patience, (reason) => {
      takeBackTimer();
      reject(reason);
    });
  });
}

/**
 * Waits for work as long as patience lasts. The work itself goes on: others may wait for it too.
 *
 * @throws DeadlinePassed, CallerLeft, CallerRevoked as soon as patience ends.
 */
export function patiently<T>(clock: Clock, patience: Patience, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const release = whenPatienceEnds(clock, patience, reject);
    work.finally(() => release()).then(resolve, reject);
  });
}
