import type { Clock } from './clock.js';
import { type Patience, whenPatienceEnds } from './patience.js';
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
export interface PlaceTaker extends Patience {
  readonly flow: string;
  /** At most `perFlow`, or it would never be its turn. */
  readonly places: number;
}

/** Gives the places back. Calling it twice does nothing. */
export type LeavePlaces = () => void;

interface Waiting {
  readonly taker: PlaceTaker;
  readonly enter: (leave: LeavePlaces) => void;
}

/**
 * A room with a number of places, for work that costs memory. Whoever finds too few free waits, in order of arrival;
 * one who does not fit yet is passed by those who do.
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
      if (this.fits(taker)) {
        resolve(this.enter(taker));
        return;
      }
      if (this.queue.length >= this.capacity.waiting) throw new RoomFull();
      const waiting: Waiting = {
        taker,
        enter: (leave) => {
          release();
          resolve(leave);
        },
      };
      this.queue.push(waiting);
      const release = whenPatienceEnds(this.clock, taker, (reason) => {
        this.queue.splice(this.queue.indexOf(waiting), 1);
        reject(reason);
      });
    });
  }

  private fits({ flow, places }: PlaceTaker): boolean {
    const { total, perFlow } = this.capacity;
    return this.total + places <= total && (this.taken.get(flow) ?? 0) + places <= perFlow;
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
    for (;;) {
      const index = this.queue.findIndex(({ taker }) => this.fits(taker));
      const [next] = index < 0 ? [] : this.queue.splice(index, 1);
      if (next === undefined) return;
      next.enter(this.enter(next.taker));
    }
  }

  private count(flow: string, change: number): void {
    this.total += change;
    const held = (this.taken.get(flow) ?? 0) + change;
    if (held === 0) this.taken.delete(flow);
    else this.taken.set(flow, held);
  }
}
