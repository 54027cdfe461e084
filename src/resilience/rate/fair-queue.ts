export interface Place<Item> {
  readonly flow: string;
  readonly item: Item;
}

interface Tags {
  /** The weight given with the latest entry; it can change between entries. */
  weight: number;
  /** Virtual finish time of the first entry. */
  firstTag: number;
}

interface Flow<Item> extends Tags {
  readonly places: Place<Item>[];
}

/**
 * Weighted fair queue: waiting flows are served in proportion to their weights, FIFO within a flow. A flow gains no credit
 * while it is empty.
 *
 * Each entry costs its flow 1/weight of virtual time; the entry with the smallest virtual finish time is next. Empty flows
 * take no memory.
 */
export class FairQueue<Item> {
  private readonly flows = new Map<string, Flow<Item>>();
  private virtualTime = 0;
  private waiting = 0;

  get size(): number {
    return this.waiting;
  }

  /** @param first puts the item at the head of its own flow, for retries. */
  push(flow: string, weight: number, item: Item, first = false): Place<Item> {
    const place = { flow, item };
    const { places } = this.flowOf(flow, weight);
    if (first) places.unshift(place);
    else places.push(place);
    this.waiting += 1;
    return place;
  }

  /** Removes an entry; no effect if it is not in the queue. */
  remove(place: Place<Item>): void {
    const flow = this.flows.get(place.flow);
    const at = flow?.places.indexOf(place) ?? -1;
    if (flow === undefined || at < 0) return;
    flow.places.splice(at, 1);
    this.shrink(place.flow, flow);
  }

  /** Removes and returns the next item. Flows for which `mayGo` is false are skipped and gain no credit. */
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
   * How many queued items would be served before a new item of the flow.
   *
   * @param mayGo whether another flow counts; flows that may not go now are not served.
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

  /** The waiting flows, each with its weight and number of entries. */
  flowsWaiting(): { flow: string; weight: number; waiting: number }[] {
    return Array.from(this.flows, ([flow, { weight, places }]) => ({ flow, weight, waiting: places.length }));
  }

  waitingOf(flow: string): number {
    return this.flows.get(flow)?.places.length ?? 0;
  }

  /** All entries in the order in which they will be served. */
  inOrder(): Place<Item>[] {
    const tagged = [...this.flows.values()].flatMap(({ places, firstTag, weight }) =>
      places.map((place, index) => ({ place, tag: firstTag + index / weight })),
    );
    return tagged.sort((a, b) => a.tag - b.tag).map(({ place }) => place);
  }

  /** Sum of the weights of all other waiting flows. */
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
