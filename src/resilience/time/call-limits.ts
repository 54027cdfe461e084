import type { Clock } from './clock.js';

export class Deadline {
  constructor(
    private readonly clock: Clock,
    /** On the monotonic clock. */
    readonly atMs: number,
  ) {}

  static after(clock: Clock, delayMs: number): Deadline {
    return new Deadline(clock, clock.monotonicMs() + delayMs);
  }

  get remainingMs(): number {
    return Math.max(0, this.atMs - this.clock.monotonicMs());
  }
}

/** How long a caller waits: until the deadline passes or the signal aborts. */
export interface CallLimits {
  readonly deadline: Deadline;
  /** Aborts when the caller disconnects, or with reason CallerRevoked when its credential is revoked. */
  readonly signal: AbortSignal;
}

export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
}

export class CallerLeft extends Error {
  override readonly name = 'CallerLeft';
}

export class CallerRevoked extends Error {
  override readonly name = 'CallerRevoked';
}

export function abortReason({ reason }: AbortSignal): CallerLeft | CallerRevoked {
  return reason instanceof CallerRevoked ? reason : new CallerLeft();
}

/** @throws DeadlinePassed, CallerLeft, CallerRevoked if a limit is reached. */
export function throwIfEnded({ deadline, signal }: CallLimits): void {
  if (signal.aborted) throw abortReason(signal);
  if (deadline.remainingMs === 0) throw new DeadlinePassed();
}

/**
 * Calls `onEnd` once, with the reason, when a limit is reached. Call the returned function when the wait ends otherwise: it
 * removes the timer and the abort listener.
 */
export function whenLimitReached(clock: Clock, limits: CallLimits, onEnd: (reason: Error) => void): () => void {
  const end = (reason: Error): void => {
    release();
    onEnd(reason);
  };
  const leave = (): void => end(abortReason(limits.signal));
  const onTime = (): void => {
    // The deadline of a merged call moves when another caller joins.
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

/** Waits `delayMs`. @throws DeadlinePassed, CallerLeft, CallerRevoked as soon as a limit is reached. */
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
 * Waits for `work` until a limit is reached. The work itself continues, as other callers may wait for it.
 *
 * @throws DeadlinePassed, CallerLeft, CallerRevoked as soon as a limit is reached.
 */
export function withinLimits<T>(clock: Clock, limits: CallLimits, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const release = whenLimitReached(clock, limits, reject);
    work.finally(() => release()).then(resolve, reject);
  });
}

export class TimeUp extends Error {
  override readonly name = 'TimeUp';
}

/**
 * Runs `work` with a time limit. When it expires, the signal aborts; work that ignores the signal continues unobserved.
 *
 * @throws TimeUp
 */
export async function withinMs<T>(
  clock: Clock,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timeUp = Promise.withResolvers<never>();
  const cancelTimer = clock.schedule(limitMs, () => {
    timeUp.reject(new TimeUp());
    controller.abort();
  });
  try {
    return await Promise.race([work(controller.signal), timeUp.promise]);
  } finally {
    cancelTimer();
  }
}

/** Waits regardless of any caller's limits, for work that several callers share. */
export function delay(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.schedule(delayMs, resolve));
}
