import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { bytesOf, floatsOf } from './vector-bytes.js';
import type { StoredVector, VectorSource } from './vector-index.js';

/**
 * Versioned user vectors. A search uses the latest version whose `foundFromMs` has passed. Deleting a user deletes its
 * versions.
 */
export class UserVectorTable implements VectorSource {
  private readonly insertion: StatementSync;
  private readonly outdated: StatementSync;
  private readonly deletion: StatementSync;
  private readonly latest: StatementSync;
  private readonly ofCollection: StatementSync;
  private readonly ofUser: StatementSync;
  private readonly number: StatementSync;

  constructor(database: DatabaseSync) {
    this.insertion = database.prepare(
      'INSERT OR REPLACE INTO user_vectors (collection, user, found_from_ms, vector) VALUES (?, ?, ?, ?)',
    );
    this.outdated = database.prepare(
      `DELETE FROM user_vectors WHERE collection = ?1 AND user = ?2 AND (found_from_ms > ?3 OR found_from_ms <
         (SELECT max(found_from_ms) FROM user_vectors WHERE collection = ?1 AND user = ?2 AND found_from_ms <= ?4))`,
    );
    this.deletion = database.prepare('DELETE FROM user_vectors WHERE collection = ? AND user = ?');
    this.latest = database.prepare(
      `SELECT vector FROM user_vectors WHERE collection = ? AND user = ? AND found_from_ms <= ?
       ORDER BY found_from_ms DESC LIMIT 1`,
    );
    const versions = 'SELECT user AS key, found_from_ms AS foundFromMs, vector FROM user_vectors WHERE collection = ?';
    this.ofCollection = database.prepare(`${versions} ORDER BY user, found_from_ms`);
    this.ofUser = database.prepare(`${versions} AND user = ? ORDER BY found_from_ms`);
    this.number = database.prepare('SELECT count(*) AS number FROM user_vectors WHERE collection = ?');
  }

  /** Adds a version. Deletes versions that are superseded, and those that start later. */
  insert(collection: number, user: number, vector: Float32Array, foundFromMs: number, nowMs: number): void {
    this.insertion.run(collection, user, foundFromMs, bytesOf(vector));
    this.outdated.run(collection, user, foundFromMs, nowMs);
  }

  /** Deletes all versions. */
  clear(collection: number, user: number): void {
    this.deletion.run(collection, user);
  }

  /** The vector that searches use at `nowMs`. */
  find(collection: number, user: number, nowMs: number): Float32Array | undefined {
    const row = this.latest.get(collection, user, nowMs);
    return row && floatsOf(row['vector']);
  }

  count(collection: number): number {
    return Number(this.number.get(collection)?.['number']);
  }

  all(collection: number): Iterable<StoredVector> {
    return this.ofCollection.iterate(collection) as Iterable<unknown> as Iterable<StoredVector>;
  }

  versionsOf(collection: number, user: number): StoredVector[] {
    return this.ofUser.all(collection, user) as unknown as StoredVector[];
  }
}
