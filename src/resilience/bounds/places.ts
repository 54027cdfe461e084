import type { Clock } from '../time/clock.js';
import { type CallLimits, whenLimitReached } from '../time/call-limits.js';
import { RoomFull } from './waiting-room.js';

export interface PlaceCapacity {
  readonly total: number;
  /** Maximum places of one flow. */
  readonly perFlow: number;
  /** Maximum queue length. */
  readonly waiting: number;
}

/** A request for places. */
export interface PlaceTaker extends CallLimits {
  readonly flow: string;
  /** At most `perFlow`; a larger request would never be granted. */
  readonly places: number;
}

/** Frees the places. Further calls have no effect. */
export type LeavePlaces = () => void;

interface Waiting {
  readonly taker: PlaceTaker;
  readonly enter: (leave: LeavePlaces) => void;
  /** How many later requests were granted before this one. */
  overtaken: number;
}

/** The part of the queue, as left by other flows, that one flow may fill. */
const QUEUE_SHARE = 0.5;

/**
 * Bounds concurrent work that costs memory, per flow and in total. Waiters of the flow that holds the fewest places are
 * served first, then in FIFO order. A waiter that does not fit yet can be overtaken at most `total` times, so it cannot
 * starve. A flow that floods the queue leaves half of it to other flows.
 */
export class Places {
  private readonly taken = new Map<string, number>();
  private readonly queue: Waiting[] = [];
  private total = 0;

  constructor(
    private readonly clock: Clock,
    private readonly capacity: PlaceCapacity,
  ) {}

  get takenInAll(): number {
    return this.total;
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** @throws RoomFull if the queue is full; DeadlinePassed, CallerLeft, CallerRevoked if a limit is reached first. */
  take(taker: PlaceTaker): Promise<LeavePlaces> {
    return new Promise((resolve, reject) => {
      if (this.fits(taker) && this.due() === undefined) {
        this.countOvertaken(this.queue);
        resolve(this.enter(taker));
        return;
      }
      if (!this.hasQueueFor(taker.flow)) throw new RoomFull();
      const waiting: Waiting = {
        taker,
        enter: (leave) => {
          release();
          resolve(leave);
        },
        overtaken: 0,
      };
      this.queue.push(waiting);
      const release = whenLimitReached(this.clock, taker, (reason) => {
        this.queue.splice(this.queue.indexOf(waiting), 1);
        reject(reason);
        // Other waiters may have been held back for this one.
        this.admit();
      });
    });
  }

  private hasQueueFor(flow: string): boolean {
    const own = this.queue.filter(({ taker }) => taker.flow === flow).length;
    const left = this.capacity.waiting - this.queue.length;
    return left > 0 && own < Math.max(1, Math.floor(QUEUE_SHARE * (left + own)));
  }

  private fits(taker: PlaceTaker): boolean {
    return this.total + taker.places <= this.capacity.total && this.fitsFlow(taker);
  }

  private fitsFlow({ flow, places }: PlaceTaker): boolean {
    return this.heldBy(flow) + places <= this.capacity.perFlow;
  }

  private heldBy(flow: string): number {
    return this.taken.get(flow) ?? 0;
  }

  /** The waiter that must not be overtaken any more. */
  private due(): Waiting | undefined {
    return this.queue.find(({ taker, overtaken }) => overtaken >= this.capacity.total && this.fitsFlow(taker));
  }

  private next(): Waiting | undefined {
    const due = this.due();
    if (due !== undefined) return this.fits(due.taker) ? due : undefined;
    const fitting = this.queue.filter(({ taker }) => this.fits(taker));
    const fewest = Math.min(...fitting.map(({ taker }) => this.heldBy(taker.flow)));
    return fitting.find(({ taker }) => this.heldBy(taker.flow) === fewest);
  }

  private countOvertaken(waiters: readonly Waiting[]): void {
    for (const waiting of waiters) if (this.fitsFlow(waiting.taker)) waiting.overtaken += 1;
  }

  private enter({ flow, places }: PlaceTaker): LeavePlaces {
    this.count(flow, places);
    let entered = true;
    return () => {
      if (!entered) return;
      entered = false;
      this.count(flow, -places);
      this.admit();
    };
  }

  private admit(): void {
    for (let next = this.next(); next !== undefined; next = this.next()) {
      const index = this.queue.indexOf(next);
      this.queue.splice(index, 1);
      this.countOvertaken(this.queue.slice(0, index));
      next.enter(this.enter(next.taker));
    }
  }

  private count(flow: string, change: number): void {
    this.total += change;
    const held = this.heldBy(flow) + change;
    if (held === 0) this.taken.delete(flow);
    else this.taken.set(flow, held);
  }
}
