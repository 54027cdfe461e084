import type { Clock } from '../time/clock.js';
import { type CallLimits, whenLimitReached } from '../time/call-limits.js';
import { RoomFull } from './waiting-room.js';

/** How many places there are. */
export interface PlaceCapacity {
  readonly total: number;
  /** How many of them one flow may hold, so that the others find some left. */
  readonly perFlow: number;
  /** How many may wait for one. */
  readonly waiting: number;
}

/** Who wants to come in, and how much room they take. */
export interface PlaceTaker extends CallLimits {
  readonly flow: string;
  /** At most `perFlow`, or it would never be its turn. */
  readonly places: number;
}

/** Gives the places back. Calling it twice does nothing. */
export type LeavePlaces = () => void;

interface Waiting {
  readonly taker: PlaceTaker;
  readonly enter: (leave: LeavePlaces) => void;
  /** How many that came later went first. */
  passed: number;
}

/** Of the queue that the others leave, one flow may fill this part. */
const QUEUE_SHARE = 0.5;

/**
 * Bounds concurrent work that costs memory, per flow and in total. Those that find too few places free wait: the flow
 * that holds fewest goes first, then in order of arrival. One that needs more places than are free is passed by those
 * that fit, but by no more than there are places: so whoever waits has their turn when, after that, as many places as
 * they need have come free. A flow that floods the queue leaves half of it to others.
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

  /** @throws RoomFull when too many wait already; DeadlinePassed, CallerLeft when patience ends before. */
  take(taker: PlaceTaker): Promise<LeavePlaces> {
    return new Promise((resolve, reject) => {
      if (this.fits(taker) && this.due() === undefined) {
        this.pass(this.queue);
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
        passed: 0,
      };
      this.queue.push(waiting);
      const release = whenLimitReached(this.clock, taker, (reason) => {
        this.queue.splice(this.queue.indexOf(waiting), 1);
        reject(reason);
        // Others may have waited for this one's turn.
        this.letIn();
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

  /** The one that must not be passed any more. */
  private due(): Waiting | undefined {
    return this.queue.find(({ taker, passed }) => passed >= this.capacity.total && this.fitsFlow(taker));
  }

  private next(): Waiting | undefined {
    const due = this.due();
    if (due !== undefined) return this.fits(due.taker) ? due : undefined;
    const fitting = this.queue.filter(({ taker }) => this.fits(taker));
    const fewest = Math.min(...fitting.map(({ taker }) => this.heldBy(taker.flow)));
    return fitting.find(({ taker }) => this.heldBy(taker.flow) === fewest);
  }

  private pass(passed: readonly Waiting[]): void {
    for (const waiting of passed) if (this.fitsFlow(waiting.taker)) waiting.passed += 1;
  }

  private enter({ flow, places }: PlaceTaker): LeavePlaces {
    this.count(flow, places);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.count(flow, -places);
      this.letIn();
    };
  }

  private letIn(): void {
    for (let next = this.next(); next !== undefined; next = this.next()) {
      const index = this.queue.indexOf(next);
      this.queue.splice(index, 1);
      this.pass(this.queue.slice(0, index));
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
