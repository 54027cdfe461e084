import type { Database } from './database.js';
import { bytesOf, floatsOf } from './vectors.js';

/** `key` ascends in order of creation. */
export interface UserRow {
  readonly key: number;
  readonly collection: number;
  readonly id: string;
  /** When the last change settles and the user stops being UPDATING. */
  readonly settlesAtMs: number;
  readonly faceCount: number;
}

const SELECTION = `SELECT key, collection, id, settles_at_ms AS settlesAtMs,
  (SELECT count(*) FROM faces WHERE faces.user = users.key) AS faceCount FROM users`;

export class UserTable {
  constructor(private readonly database: Database) {}

  /** Returns false if the collection already has a user of this id. */
  insert(collection: number, id: string): boolean {
    const insertion = 'INSERT INTO users (collection, id) VALUES (?, ?) ON CONFLICT DO NOTHING';
    return this.database.run(insertion, collection, id) === 1;
  }

  find(collection: number, id: string): UserRow | undefined {
    return this.database.get(`${SELECTION} WHERE collection = ? AND id = ?`, collection, id) as UserRow | undefined;
  }

  /** @param key the key of an existing user */
  at(key: number): UserRow {
    return this.database.get(`${SELECTION} WHERE key = ?`, key) as UserRow;
  }

  list(collection: number, afterKey: number, limit: number): UserRow[] {
    const page = `${SELECTION} WHERE collection = ? AND key > ? ORDER BY key LIMIT ?`;
    return this.database.all(page, collection, afterKey, limit);
  }

  settle(user: number, atMs: number): void {
    this.database.run('UPDATE users SET settles_at_ms = ? WHERE key = ?', atMs, user);
  }

  /** @throws the SQLite error if the user still has faces; see `FaceTable.disassociateAll` */
  remove(user: number): void {
    this.database.run('DELETE FROM users WHERE key = ?', user);
  }
}

/**
 * Versioned user vectors. A search uses the latest version whose `foundFromMs` has passed. Deleting a user deletes its
 * versions.
 */
export class UserVectorTable {
  constructor(private readonly database: Database) {}

  /** Adds a version. Deletes versions that are superseded, and those that start later. */
  insert(collection: number, user: number, vector: Float32Array, foundFromMs: number, nowMs: number): void {
    const insertion =
      'INSERT OR REPLACE INTO user_vectors (collection, user, found_from_ms, vector) VALUES (?, ?, ?, ?)';
    this.database.run(insertion, collection, user, foundFromMs, bytesOf(vector));
    const outdated = `DELETE FROM user_vectors WHERE collection = ?1 AND user = ?2 AND (found_from_ms > ?3 OR
      found_from_ms < (SELECT max(found_from_ms) FROM user_vectors
        WHERE collection = ?1 AND user = ?2 AND found_from_ms <= ?4))`;
    this.database.run(outdated, collection, user, foundFromMs, nowMs);
  }

  /** Deletes all versions. */
  clear(collection: number, user: number): void {
    this.database.run('DELETE FROM user_vectors WHERE collection = ? AND user = ?', collection, user);
  }

  /** The vector that searches use at `nowMs`. */
  find(collection: number, user: number, nowMs: number): Float32Array | undefined {
    const latest = `SELECT vector FROM user_vectors WHERE collection = ? AND user = ? AND found_from_ms <= ?
      ORDER BY found_from_ms DESC LIMIT 1`;
    const row = this.database.get(latest, collection, user, nowMs) as { vector: Uint8Array } | undefined;
    return row && floatsOf(row.vector);
  }
}
