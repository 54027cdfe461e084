/** Maximum concurrent attempts: of a flow while no other flow has any, and in total. */
export interface SlotCapacity {
  readonly perFlow: number;
  readonly total: number;
}

/**
 * Bounds concurrent attempts. The more slots other flows hold, the fewer a flow may hold.
 *
 * A flow may hold perFlow / total of the slots that other flows do not hold, rounded, and at least one. With 32 and 256
 * that is an eighth: 32 for a single flow. n flows at their limit leave about 256 × (7/8)^n slots free, and 256 × 7 /
 * (n + 7) once their slots were released and taken again: 66 for 20 flows that hang.
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
    // Rotates the watchers, so that each is woken first in turn.
    const [first] = this.waiting;
    if (first === undefined) return;
    this.waiting.delete(first);
    this.waiting.add(first);
    for (const wake of [...this.waiting]) wake();
  }

  /** Calls `wake` whenever a slot is released, until `forget`. */
  watch(wake: () => void): void {
    this.waiting.add(wake);
  }

  forget(wake: () => void): void {
    this.waiting.delete(wake);
  }
}
