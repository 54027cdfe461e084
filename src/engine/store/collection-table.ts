import type { DatabaseSync, StatementSync } from 'node:sqlite';

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

const COLUMNS = 'key, id, created_at_ms AS createdAtMs, face_count AS faceCount, user_count AS userCount';

export class CollectionTable {
  private readonly insertion: StatementSync;
  private readonly byId: StatementSync;
  private readonly page: StatementSync;
  private readonly removal: StatementSync;
  private readonly tags: StatementSync;
  private readonly tagging: StatementSync;

  constructor(database: DatabaseSync) {
    this.insertion = database.prepare(
      `INSERT INTO collections (account, region, id, tags, created_at_ms) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    );
    this.byId = database.prepare(`SELECT ${COLUMNS} FROM collections WHERE account = ? AND region = ? AND id = ?`);
    this.page = database.prepare(
      `SELECT ${COLUMNS} FROM collections
       WHERE account = ? AND region = ? AND id IS NOT NULL AND key > ? ORDER BY key LIMIT ?`,
    );
    this.removal = database.prepare('UPDATE collections SET id = NULL WHERE key = ?');
    this.tags = database.prepare('SELECT tags FROM collections WHERE key = ?');
    this.tagging = database.prepare('UPDATE collections SET tags = ? WHERE key = ?');
  }

  /** Returns false if the realm already has a collection of this id. */
  insert(realm: Realm, id: string, tags: Tags, atMs: number): boolean {
    const { changes } = this.insertion.run(realm.accountId, realm.region, id, JSON.stringify(tags), atMs);
    return changes === 1;
  }

  find(realm: Realm, id: string): CollectionRow | undefined {
    return this.byId.get(realm.accountId, realm.region, id) as CollectionRow | undefined;
  }

  list(realm: Realm, afterKey: number, limit: number): CollectionRow[] {
    return this.page.all(realm.accountId, realm.region, afterKey, limit) as unknown as CollectionRow[];
  }

  /** Frees the id. The record without id stays until `CollectionSweeper` has deleted the collection's data. */
  remove(collection: number): void {
    this.removal.run(collection);
  }

  tagsOf(collection: number): Tags {
    return JSON.parse(String(this.tags.get(collection)?.['tags'])) as Tags;
  }

  setTags(collection: number, tags: Tags): void {
    this.tagging.run(JSON.stringify(tags), collection);
  }
}
