/** One who waits, and the place of whom that is. */
export interface Place<Item> {
  readonly flow: string;
  readonly item: Item;
}

interface Tags {
  /** That of the one who came last: it may have been changed since the others came. */
  weight: number;
  /** The virtual time at which the first of the flow would be finished. */
  firstTag: number;
}

interface Flow<Item> extends Tags {
  readonly places: Place<Item>[];
}

/**
 * A queue that is shared by weight: while several flows wait, each is served in proportion to its weight, and in the
 * order of arrival within a flow. A flow that waits alone is served alone; nobody saves up turns while away.
 *
 * Weighted fair queueing: every place costs its flow 1/weight of virtual time, and the place that would be finished
 * first is next. Flows that are empty take no memory.
 */
export class FairQueue<Item> {
  private readonly flows = new Map<string, Flow<Item>>();
  private virtualTime = 0;
  private waiting = 0;

  get size(): number {
    return this.waiting;
  }

  /** @param first puts the item in front of its own flow, for what had its turn once. */
  push(flow: string, weight: number, item: Item, first = false): Place<Item> {
    const place = { flow, item };
    const { places } = this.flowOf(flow, weight);
    if (first) places.unshift(place);
    else places.push(place);
    this.waiting += 1;
    return place;
  }

  /** Takes a place out of the queue; one that is not in it any more does nothing. */
  remove(place: Place<Item>): void {
    const flow = this.flows.get(place.flow);
    const at = flow?.places.indexOf(place) ?? -1;
    if (flow === undefined || at < 0) return;
    flow.places.splice(at, 1);
    this.shrink(place.flow, flow);
  }

  /** Takes the next out of the queue, passing over flows that may not go now: they save up no turns meanwhile. */
  shift(mayGo: (flow: string) => boolean): Item | undefined {
    const [id, flow] = this.next(mayGo) ?? [];
    const place = flow?.places.shift();
    if (id === undefined || flow === undefined || place === undefined) return undefined;
    for (const other of this.flows.values()) other.firstTag = Math.max(other.firstTag, flow.firstTag);
    this.virtualTime = Math.max(this.virtualTime, flow.firstTag - 1 / flow.weight);
    flow.firstTag += 1 / flow.weight;
    this.shrink(id, flow);
    return place.item;
  }

  /**
   * How many of the items in the queue would go before one that came now.
   *
   * @param mayGo the other flows that count: those that may not go now take no turns.
   */
  ahead(id: string, weight: number, mayGo: (flow: string) => boolean): number {
    const own = this.flows.get(id);
    const tags = own ?? { weight, firstTag: this.virtualTime + 1 / weight };
    const ownAhead = own?.places.length ?? 0;
    const tag = tags.firstTag + ownAhead / tags.weight;
    let ahead = ownAhead;
    for (const [other, flow] of this.flows) {
      if (other !== id && mayGo(other)) ahead += Math.min(flow.places.length, placesUpTo(tag, flow));
    }
    return ahead;
  }

  /** Everybody who waits, in the order in which they will be served. */
  inOrder(): Place<Item>[] {
    const tagged = [...this.flows.values()].flatMap(({ places, firstTag, weight }) =>
      places.map((place, index) => ({ place, tag: firstTag + index / weight })),
    );
    return tagged.sort((a, b) => a.tag - b.tag).map(({ place }) => place);
  }

  /** The weights of the flows that wait, but for one. */
  weightOfOthers(id: string): number {
    let sum = 0;
    for (const [other, { weight }] of this.flows) sum += other === id ? 0 : weight;
    return sum;
  }

  private flowOf(id: string, weight: number): Flow<Item> {
    const flow = this.flows.get(id) ?? { weight, places: [], firstTag: this.virtualTime + 1 / weight };
    flow.weight = weight;
    this.flows.set(id, flow);
    return flow;
  }

  private shrink(id: string, { places }: Flow<Item>): void {
    this.waiting -= 1;
    if (places.length === 0) this.flows.delete(id);
  }

  private next(mayGo: (flow: string) => boolean): [string, Flow<Item>] | undefined {
    let best: [string, Flow<Item>] | undefined;
    for (const entry of this.flows) {
      const [id, { firstTag }] = entry;
      if ((best === undefined || firstTag < best[1].firstTag) && mayGo(id)) best = entry;
    }
    return best;
  }
}

function placesUpTo(tag: number, { firstTag, weight }: Tags): number {
  return Math.max(0, Math.floor((tag - firstTag) * weight) + 1);
}
