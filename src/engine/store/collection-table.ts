import type { Database } from './database.js';

/** An account and region. Collections of different realms are separate. */
export interface Realm {
  readonly accountId: string;
  readonly region: string;
}

/** `key` ascends in order of creation. */
export interface CollectionRow {
  readonly key: number;
  readonly id: string;
  readonly createdAtMs: number;
  readonly faceCount: number;
  readonly userCount: number;
}

export type Tags = Readonly<Record<string, string>>;

const SELECTION = `SELECT key, id, created_at_ms AS createdAtMs, face_count AS faceCount, user_count AS userCount
  FROM collections WHERE account = ? AND region = ?`;

export class CollectionTable {
  constructor(private readonly database: Database) {}

  /** Returns false if the realm already has a collection of this id. */
  insert({ accountId, region }: Realm, id: string, tags: Tags, atMs: number): boolean {
    const insertion = `INSERT INTO collections (account, region, id, tags, created_at_ms) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`;
    return this.database.run(insertion, accountId, region, id, JSON.stringify(tags), atMs) === 1;
  }

  find({ accountId, region }: Realm, id: string): CollectionRow | undefined {
    return this.database.get(`${SELECTION} AND id = ?`, accountId, region, id) as CollectionRow | undefined;
  }

  list({ accountId, region }: Realm, afterKey: number, limit: number): CollectionRow[] {
    const page = `${SELECTION} AND id IS NOT NULL AND key > ? ORDER BY key LIMIT ?`;
    return this.database.all(page, accountId, region, afterKey, limit);
  }

  /** Frees the id. The record without id stays until `CollectionSweeper` has deleted the collection's data. */
  remove(collection: number): void {
    this.database.run('UPDATE collections SET id = NULL WHERE key = ?', collection);
  }

  tagsOf(collection: number): Tags {
    const row = this.database.get('SELECT tags FROM collections WHERE key = ?', collection) as { tags: string };
    return JSON.parse(row.tags) as Tags;
  }

  setTags(collection: number, tags: Tags): void {
    this.database.run('UPDATE collections SET tags = ? WHERE key = ?', JSON.stringify(tags), collection);
  }
}

/** Small enough to delete in milliseconds, because no call is answered meanwhile. */
const ROWS_AT_ONCE = 200;

/** Deletions in an order that keeps foreign keys valid. */
const DELETIONS = ['faces WHERE collection', 'users WHERE collection', 'collections WHERE key'].map((rows) => {
  const [table] = rows.split(' ', 1);
  return `DELETE FROM ${table} WHERE key IN (SELECT key FROM ${rows} = ? ORDER BY key LIMIT ${ROWS_AT_ONCE})`;
});

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
        DELETIONS.find((deletion) => this.database.run(deletion, removed.key) > 0);
      });
      return true;
    } catch (error) {
      console.error(error);
      return false;
    }
  }
}
