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
