/** The queue of the lane, tenant, account or process is full. */
export class RoomFull extends Error {
  override readonly name = 'RoomFull';
}

export interface RoomCapacity {
  readonly perLane: number;
  readonly perTenant: number;
  readonly total: number;
}

export interface WaitingCall {
  readonly account: string;
  readonly tenant: string;
  /** Undefined for calls without a lane. */
  readonly lane?: string | undefined;
}

/**
 * Bounds the number of waiting calls, so that a flood is rejected instead of filling memory. An account may hold at most
 * as many entries as remain free, so that it cannot lock out other accounts.
 */
export class WaitingRoom {
  private readonly counts = new Map<string, number>();
  private total = 0;

  constructor(private readonly capacity: RoomCapacity) {}

  get waiting(): number {
    return this.total;
  }

  /**
   * @returns a function that frees the entry; further calls have no effect.
   * @throws RoomFull
   */
  enter({ account, tenant, lane }: WaitingCall): () => void {
    const { perLane, perTenant, total } = this.capacity;
    const bounds: [string, number][] = [
      [`account ${account}`, total - this.total],
      [`tenant ${tenant}`, perTenant],
      ...(lane === undefined ? [] : [[`lane ${lane}`, perLane] as [string, number]]),
    ];
    if (bounds.some(([key, most]) => (this.counts.get(key) ?? 0) >= most)) throw new RoomFull();
    this.count(bounds, 1);
    let entered = true;
    return () => {
      if (entered) this.count(bounds, -1);
      entered = false;
    };
  }

  private count(keys: readonly [string, number][], change: 1 | -1): void {
    this.total += change;
    for (const [key] of keys) {
      const count = (this.counts.get(key) ?? 0) + change;
      if (count === 0) this.counts.delete(key);
      else this.counts.set(key, count);
    }
  }
}
