import type { Database } from './database.js';

/** Small enough to delete in milliseconds, because no call is answered meanwhile. */
const ROWS_AT_ONCE = 200;

/** Deletions in an order that keeps foreign keys valid. */
const BATCHES = [
  ['faces', 'collection'],
  ['users', 'collection'],
  ['collections', 'key'],
].map(
  ([table = '', column = '']) =>
    `DELETE FROM ${table} WHERE key IN
       (SELECT key FROM ${table} WHERE ${column} = ? ORDER BY key LIMIT ${ROWS_AT_ONCE})`,
);

/**
 * Deletes the users and faces of removed collections, which calls can no longer see, in batches between calls so that
 * no call waits for 100,000 deletions.
 */
export class CollectionSweeper {
  private next: NodeJS.Immediate | undefined;
  private closed = false;

  constructor(
    private readonly database: Database,
    private readonly transaction: (work: () => void) => void,
  ) {}

  /** Starts after the current call and continues until nothing is left. */
  sweep(): void {
    if (this.closed || this.next) return;
    this.next = setImmediate(() => {
      this.next = undefined;
      if (this.sweepBatch()) this.sweep();
    });
    this.next.unref();
  }

  close(): void {
    this.closed = true;
    clearImmediate(this.next);
  }

  /** Returns false if nothing was left or the batch failed. The next removal or start retries. */
  private sweepBatch(): boolean {
    try {
      const [removed] = this.database.all<{ key: number }>('SELECT key FROM collections WHERE id IS NULL LIMIT 1');
      if (!removed) return false;
      this.transaction(() => {
        BATCHES.find((batch) => this.database.run(batch, removed.key) > 0);
      });
      return true;
    } catch (error) {
      console.error(error);
      return false;
    }
  }
}
