/** A map of at most `capacity` entries: the one that was not set or read for longest makes room for a new one. */
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

  /** Returns the value of the key, after setting it to a new one if there is none. */
  getOrSet(key: Key, make: () => Value): Value {
    const value = this.entries.get(key) ?? make();
    this.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    // A Map lists its keys in order of insertion: putting the used one last keeps the least used one first.
    this.entries.delete(key);
    this.entries.set(key, value);
    const oldest = this.entries.keys().next();
    if (this.entries.size > this.capacity && oldest.done !== true) this.entries.delete(oldest.value);
  }

  /** All entries, the one that was not used for longest first. Reading them this way is no use. */
  all(): Iterable<readonly [Key, Value]> {
    return this.entries;
  }
}
