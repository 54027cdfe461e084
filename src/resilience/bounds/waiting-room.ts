/** Too many wait already: of this tenant in this lane, for this tenant, for this account, or in all. */
export class RoomFull extends Error {
  override readonly name = 'RoomFull';
}

export interface RoomCapacity {
  /** Of one tenant in one lane. */
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

/** Of the places that its account may have and no other tenant of the account has, the part that a tenant may take. */
const TENANT_SHARE = 0.8;

/**
 * Bounds how many calls wait, whatever they wait for, so that a flood costs answers and not memory. The calls of one
 * account may take no more places than they leave free, and those of one tenant four fifths of what the other tenants
 * leave of that, so that neither locks out the others.
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
    const free = total - this.total;
    const ofAccount = this.counts.get(`account ${account}`) ?? 0;
    const leftByTenants = (free - ofAccount) / 2 + (this.counts.get(`tenant ${tenant}`) ?? 0);
    const bounds: [string, number][] = [
      [`account ${account}`, free],
      [`tenant ${tenant}`, Math.min(perTenant, TENANT_SHARE * leftByTenants)],
      ...(lane === undefined ? [] : [[`lane ${tenant} ${lane}`, perLane] as [string, number]]),
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
