/** Too many wait already: in this lane, for this tenant, or in all. */
export class RoomFull extends Error {
  override readonly name = 'RoomFull';
}

/** How many calls may wait. */
export interface RoomCapacity {
  readonly perLane: number;
  readonly perFlow: number;
  readonly total: number;
}

/** Bounds how many calls wait, whatever they wait for, so that a flood costs answers and not memory. */
export class WaitingRoom {
  private readonly lanes = new Map<string, number>();
  private readonly flows = new Map<string, number>();
  private total = 0;

  constructor(private readonly capacity: RoomCapacity) {}

  get waiting(): number {
    return this.total;
  }

  /**
   * Gives back what leaves the room again; calling that twice does nothing.
   *
   * @throws RoomFull
   */
  enter(flow: string, lane: string | undefined): () => void {
    const { perLane, perFlow, total } = this.capacity;
    const inLane = lane === undefined ? 0 : (this.lanes.get(lane) ?? 0);
    if (this.total >= total || (this.flows.get(flow) ?? 0) >= perFlow || inLane >= perLane) throw new RoomFull();
    const counts: [Map<string, number>, string][] = [[this.flows, flow]];
    if (lane !== undefined) counts.push([this.lanes, lane]);
    this.count(counts, 1);
    let inside = true;
    return () => {
      if (inside) this.count(counts, -1);
      inside = false;
    };
  }

  private count(counts: readonly [Map<string, number>, string][], change: 1 | -1): void {
    this.total += change;
    for (const [map, key] of counts) {
      const count = (map.get(key) ?? 0) + change;
      if (count === 0) map.delete(key);
      else map.set(key, count);
    }
  }
}
