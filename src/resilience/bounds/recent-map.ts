/** LRU map: above `capacity` entries, the least recently set or read one is evicted. */
export class RecentMap<Key, Value> {
  private readonly entries = new Map<Key, Value>();

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: Key): Value | undefined {
    const value = this.entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  getOrSet(key: Key, make: () => Value): Value {
    const value = this.entries.get(key) ?? make();
    this.set(key, value);
    return value;
  }

  /** @returns the evicted value. */
  set(key: Key, value: Value): Value | undefined {
    // A Map iterates in insertion order, so re-inserting keeps the least recently used key first.
    this.entries.delete(key);
    this.entries.set(key, value);
    const [oldest] = this.entries;
    if (this.entries.size <= this.capacity || oldest === undefined) return undefined;
    this.entries.delete(oldest[0]);
    return oldest[1];
  }

  /** All entries, least recently used first. Iterating does not count as use. */
  all(): Iterable<readonly [Key, Value]> {
    return this.entries;
  }
}
