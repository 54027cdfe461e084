import { type CallLimits, whenLimitReached } from '../time/call-limits.js';
import type { Clock } from '../time/clock.js';

/** A bound is reached, of one key or in total. */
export class BulkheadFull extends Error {
  override readonly name = 'BulkheadFull';
}

/** A key may hold `most` units, and this share of what other keys do not hold, rounded; one unit in any case. */
export interface KeyBound {
  readonly most?: number;
  readonly share?: number;
}

/** A key below the keys that contain it, such as account, tenant and lane. */
export type KeyPath = readonly string[];

/** Frees the units. Further calls have no effect. */
export type Leave = () => void;

/**
 * Bounds concurrency or the length of a queue, in total and per key. Keys can be nested, with one bound for each level; a
 * share is then taken of what the other keys leave of the parent's maximum.
 *
 * Shares leave room for newcomers: with a share of 1/8 of 256, one key may hold 32 units, and n keys at their limit leave
 * about 256 × (7/8)^n units free, or 256 × 7 / (n + 7) once their units were freed and taken again: 66 for 20 keys.
 */
export class Bulkhead {
  private readonly counts = new Map<string, number>();
  private readonly watchers = new Set<() => void>();
  private sum = 0;

  constructor(
    private readonly total: number,
    private readonly bounds: readonly KeyBound[],
  ) {}

  get held(): number {
    return this.sum;
  }

  /** Units in use by an outermost key. */
  heldBy(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  hasRoom(path: KeyPath, units = 1): boolean {
    return this.fits(prefixesOf(path), units);
  }

  /** @throws BulkheadFull */
  enter(path: KeyPath, units = 1): Leave {
    const prefixes = prefixesOf(path);
    if (!this.fits(prefixes, units)) throw new BulkheadFull();
    this.count(prefixes, units);
    let entered = true;
    return () => {
      if (!entered) return;
      entered = false;
      this.count(prefixes, -units);
      this.wake();
    };
  }

  /** Calls `wake` whenever units are freed, until `forget`. */
  watch(wake: () => void): void {
    this.watchers.add(wake);
  }

  forget(wake: () => void): void {
    this.watchers.delete(wake);
  }

  private fits(prefixes: readonly string[], units: number): boolean {
    if (this.sum + units > this.total) return false;
    let [most, held] = [this.total, this.sum];
    return prefixes.every((prefix, level) => {
      const { most: mostOfKey = this.total, share = 1 } = this.bounds[level] ?? {};
      const own = this.counts.get(prefix) ?? 0;
      most = Math.min(mostOfKey, Math.max(1, Math.round(share * (most - held + own))));
      held = own;
      return own + units <= most;
    });
  }

  private count(prefixes: readonly string[], change: number): void {
    this.sum += change;
    for (const prefix of prefixes) {
      const count = (this.counts.get(prefix) ?? 0) + change;
      if (count === 0) this.counts.delete(prefix);
      else this.counts.set(prefix, count);
    }
  }

  /** Rotates the watchers, so that each is woken first in turn. */
  private wake(): void {
    const [first] = this.watchers;
    if (first === undefined) return;
    this.watchers.delete(first);
    this.watchers.add(first);
    for (const wake of [...this.watchers]) wake();
  }
}

function prefixesOf(path: KeyPath): string[] {
  let prefix: string | undefined;
  return path.map((key) => (prefix = prefix === undefined ? key : `${prefix}/${key}`));
}

export interface QueueBounds {
  readonly total: number;
  readonly perKey: number;
  readonly waiting: number;
}

export interface UnitRequest extends CallLimits {
  readonly key: string;
  /** At most `perKey`; a larger request would never be granted. */
  readonly units: number;
}

interface Waiter {
  readonly request: UnitRequest;
  readonly grant: () => void;
  /** How many later requests were granted before this one. */
  overtaken: number;
}

/** The part of the queue, as left by other keys, that one key may fill. */
const QUEUE_SHARE = 0.5;

/**
 * A bulkhead with a queue. Waiters of the key that holds the fewest units are served first, then in FIFO order. A waiter
 * that does not fit yet can be overtaken at most `total` times, so it cannot starve.
 */
export class QueuedBulkhead {
  private readonly running: Bulkhead;
  private readonly waitingByKey: Bulkhead;
  private readonly queue: Waiter[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly bounds: QueueBounds,
  ) {
    this.running = new Bulkhead(bounds.total, [{ most: bounds.perKey }]);
    this.waitingByKey = new Bulkhead(bounds.waiting, [{ share: QUEUE_SHARE }]);
    this.running.watch(() => this.serve());
  }

  get held(): number {
    return this.running.held;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** @throws BulkheadFull if the queue is full; DeadlinePassed, CallerLeft, CallerRevoked if a limit is reached first. */
  enter(request: UnitRequest): Promise<Leave> {
    return new Promise((resolve, reject) => {
      if (this.fits(request) && this.due() === undefined) {
        this.countOvertaken(this.queue);
        resolve(this.run(request));
        return;
      }
      const leaveQueue = this.waitingByKey.enter([request.key]);
      const remove = (): void => {
        leaveQueue();
        this.queue.splice(this.queue.indexOf(waiter), 1);
      };
      const grant = (): void => {
        release();
        remove();
        resolve(this.run(request));
      };
      const waiter: Waiter = { request, grant, overtaken: 0 };
      this.queue.push(waiter);
      const release = whenLimitReached(this.clock, request, (reason) => {
        remove();
        reject(reason);
        // Other waiters may have been held back for this one.
        this.serve();
      });
    });
  }

  private run({ key, units }: UnitRequest): Leave {
    return this.running.enter([key], units);
  }

  private fits({ key, units }: UnitRequest): boolean {
    return this.running.hasRoom([key], units);
  }

  private fitsKey({ key, units }: UnitRequest): boolean {
    return this.running.heldBy(key) + units <= this.bounds.perKey;
  }

  /** The waiter that must not be overtaken again. */
  private due(): Waiter | undefined {
    return this.queue.find(({ request, overtaken }) => overtaken >= this.bounds.total && this.fitsKey(request));
  }

  private next(): Waiter | undefined {
    const due = this.due();
    if (due !== undefined) return this.fits(due.request) ? due : undefined;
    const fitting = this.queue.filter(({ request }) => this.fits(request));
    const fewest = Math.min(...fitting.map(({ request }) => this.running.heldBy(request.key)));
    return fitting.find(({ request }) => this.running.heldBy(request.key) === fewest);
  }

  private serve(): void {
    for (let next = this.next(); next !== undefined; next = this.next()) {
      this.countOvertaken(this.queue.slice(0, this.queue.indexOf(next)));
      next.grant();
    }
  }

  private countOvertaken(waiters: readonly Waiter[]): void {
    for (const waiter of waiters) if (this.fitsKey(waiter.request)) waiter.overtaken += 1;
  }
}
