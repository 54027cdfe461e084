import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Few enough rows to take milliseconds, during which no call is answered. */
const ROWS_AT_ONCE = 200;

/**
 * What removed collections leave behind: a collection without an id, its users and its faces. Nobody sees them, and they
 * are swept away a slice at a time, so that a call never waits for a hundred thousand faces.
 */
export class CollectionSweeper {
  private readonly removed: StatementSync;
  /** In an order that leaves no row pointing to one that is gone. */
  private readonly slices: readonly StatementSync[];
  private next: NodeJS.Immediate | undefined;
  private closed = false;

  constructor(
    database: DatabaseSync,
    private readonly transaction: (work: () => void) => void,
  ) {
    this.removed = database.prepare('SELECT key FROM collections WHERE id IS NULL LIMIT 1');
    const slice = (table: string, column: string) =>
      database.prepare(
        `DELETE FROM ${table} WHERE key IN
           (SELECT key FROM ${table} WHERE ${column} = ? ORDER BY key LIMIT ${ROWS_AT_ONCE})`,
      );
    this.slices = [slice('faces', 'collection'), slice('users', 'collection'), slice('collections', 'key')];
  }

  /** Starts after the present call, and goes on until nothing is left. */
  sweep(): void {
    if (this.closed || this.next) return;
    this.next = setImmediate(() => {
      this.next = undefined;
      if (this.sweepSlice()) this.sweep();
    });
    this.next.unref();
  }

  close(): void {
    this.closed = true;
    clearImmediate(this.next);
  }

  /** False when there was nothing to sweep, or no way to: the next removal, or start of an engine, tries again. */
  private sweepSlice(): boolean {
    try {
      const key = this.removed.get()?.['key'];
      if (key === undefined) return false;
      this.transaction(() => {
        this.slices.find((slice) => slice.run(key).changes > 0);
      });
      return true;
    } catch (error) {
      console.error(error);
      return false;
    }
  }
}
