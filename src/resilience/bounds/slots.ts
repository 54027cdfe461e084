/** How many attempts may be on the wire at once: for one flow while the others have none, and in all. */
export interface SlotCapacity {
  readonly perFlow: number;
  readonly total: number;
}

/**
 * Bounds the attempts on the wire. The more slots the other flows hold, the fewer a flow may hold.
 *
 * A flow may hold perFlow / total of the slots that the others do not hold, rounded, and at least one. With 32 and
 * 256 that is an eighth: 32 for a flow alone. However n flows come to hold as many as they may, they leave about
 * 256 × (7/8)^n slots to others, and once their slots have changed hands 256 × 7 / (n + 7): 66 of 20 flows that hang.
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
    const { total, perFlow } = this.capacity;
    const own = this.taken.get(flow) ?? 0;
    const most = Math.max(1, Math.round((perFlow / total) * (total - this.total + own)));
    return this.total < total && own < most;
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
    // Each in turn is the first to find it free.
    const [first] = this.waiting;
    if (first === undefined) return;
    this.waiting.delete(first);
    this.waiting.add(first);
    for (const wake of [...this.waiting]) wake();
  }

  /** Has `wake` called whenever a slot comes free, until `forget`. */
  watch(wake: () => void): void {
    this.waiting.add(wake);
  }

  forget(wake: () => void): void {
    this.waiting.delete(wake);
  }
}
