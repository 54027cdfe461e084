import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Whose collections: accounts and regions do not see each other. */
export interface Realm {
  readonly accountId: string;
  readonly region: string;
}

/** `key` grows in the order of creation. */
export interface CollectionRow {
  readonly key: number;
  readonly id: string;
}

/** The collections of every account and region. */
export class CollectionTable {
  private readonly insertion: StatementSync;
  private readonly byId: StatementSync;
  private readonly page: StatementSync;

  constructor(database: DatabaseSync) {
    this.insertion = database.prepare(
      `INSERT INTO collections (account, region, id, tags, created_at_ms) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    );
    this.byId = database.prepare('SELECT key, id FROM collections WHERE account = ? AND region = ? AND id = ?');
    this.page = database.prepare(
      'SELECT key, id FROM collections WHERE account = ? AND region = ? AND key > ? ORDER BY key LIMIT ?',
    );
  }

  /** False when the realm has one of that id. */
  insert(realm: Realm, id: string, tags: Readonly<Record<string, string>>, atMs: number): boolean {
    const { changes } = this.insertion.run(realm.accountId, realm.region, id, JSON.stringify(tags), atMs);
    return changes === 1;
  }

  find(realm: Realm, id: string): CollectionRow | undefined {
    return this.byId.get(realm.accountId, realm.region, id) as CollectionRow | undefined;
  }

  list(realm: Realm, afterKey: number, limit: number): CollectionRow[] {
    return this.page.all(realm.accountId, realm.region, afterKey, limit) as unknown as CollectionRow[];
  }
}
