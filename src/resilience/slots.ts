/** How many attempts may be on the wire at once: for one tenant, and for all together. */
export interface SlotCapacity {
  readonly perFlow: number;
  readonly total: number;
}

/**
 * Bounds the attempts on the wire. A tenant whose calls hang keeps its own slots only, and the others theirs.
 */
export class Slots {
  private readonly taken = new Map<string, number>();
  private readonly waiting = new Set<() => void>();
  private total = 0;

  constructor(private readonly capacity: SlotCapacity) {}

  get takenInAll(): number {
    return this.total;
  }

  isFree(flow: string): boolean {
    return this.total < this.capacity.total && (this.taken.get(flow) ?? 0) < this.capacity.perFlow;
  }

  take(flow: string): void {
    this.total += 1;
    this.taken.set(flow, (this.taken.get(flow) ?? 0) + 1);
  }

  release(flow: string): void {
    this.total -= 1;
    const left = (this.taken.get(flow) ?? 1) - 1;
    if (left === 0) this.taken.delete(flow);
    else this.taken.set(flow, left);
    for (const wake of this.waiting) wake();
  }

  /** Has `wake` called whenever a slot comes free, until `forget`. */
  watch(wake: () => void): void {
    this.waiting.add(wake);
  }

  forget(wake: () => void): void {
    this.waiting.delete(wake);
  }
}
