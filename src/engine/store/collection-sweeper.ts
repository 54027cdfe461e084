import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Small enough to delete in milliseconds, because no call is answered meanwhile. */
const ROWS_AT_ONCE = 200;

/**
 * Deletes the users and faces of removed collections, which no call can see any more, in batches between calls so that
 * no call waits for 100,000 deletions.
 */
export class CollectionSweeper {
  private readonly removed: StatementSync;
  /** Ordered so that foreign keys stay valid. */
  private readonly batches: readonly StatementSync[];
  private next: NodeJS.Immediate | undefined;
  private closed = false;

  constructor(
    database: DatabaseSync,
    private readonly transaction: (work: () => void) => void,
  ) {
    this.removed = database.prepare('SELECT key FROM collections WHERE id IS NULL LIMIT 1');
    const batch = (table: string, column: string) =>
      database.prepare(
        `DELETE FROM ${table} WHERE key IN
           (SELECT key FROM ${table} WHERE ${column} = ? ORDER BY key LIMIT ${ROWS_AT_ONCE})`,
      );
    this.batches = [batch('faces', 'collection'), batch('users', 'collection'), batch('collections', 'key')];
  }

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
      const key = this.removed.get()?.['key'];
      if (key === undefined) return false;
      this.transaction(() => {
        this.batches.find((batch) => batch.run(key).changes > 0);
      });
      return true;
    } catch (error) {
      console.error(error);
      return false;
    }
  }
}
