import { randomBytes } from 'node:crypto';
import { CollectionSweeper, CollectionTable } from './collection-table.js';
import { Database } from './database.js';
import { FaceTable } from './face-table.js';
import { ReplayTable } from './replay-table.js';
import { UserTable, UserVectorTable } from './user-table.js';
import { VectorIndex, VectorTable } from './vector-index.js';

const FORMAT = 4;
/** Changes a file of the format before to this one. */
const UPGRADE = 'ALTER TABLE faces ADD COLUMN found_from_ms INTEGER NOT NULL DEFAULT 0;';

const SECRET_BYTES = 32;

/** Triggers that maintain a count column, so that counts are cheap and always right. */
function countedIn(table: string, count: string): string {
  return `
  CREATE TRIGGER ${table}_added AFTER INSERT ON ${table} BEGIN
    UPDATE collections SET ${count} = ${count} + 1 WHERE key = NEW.collection;
  END;
  CREATE TRIGGER ${table}_removed AFTER DELETE ON ${table} BEGIN
    UPDATE collections SET ${count} = ${count} - 1 WHERE key = OLD.collection;
  END;`;
}

const SCHEMA = `
  CREATE TABLE collections (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL, region TEXT NOT NULL, id TEXT,
    tags TEXT NOT NULL, created_at_ms INTEGER NOT NULL,
    face_count INTEGER NOT NULL DEFAULT 0, user_count INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, region, id)
  ) STRICT;
  CREATE INDEX removed_collections ON collections (key) WHERE id IS NULL;
  CREATE TABLE users (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL REFERENCES collections, id TEXT NOT NULL,
    settles_at_ms INTEGER NOT NULL DEFAULT 0,
    UNIQUE (collection, id)
  ) STRICT;
  CREATE INDEX users_in_order ON users (collection, key);
  CREATE TABLE faces (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL REFERENCES collections, id TEXT NOT NULL,
    image_id TEXT NOT NULL, external_image_id TEXT, image_hash BLOB NOT NULL, position INTEGER NOT NULL,
    box TEXT NOT NULL, confidence REAL NOT NULL, vector BLOB NOT NULL,
    user INTEGER REFERENCES users, found_from_ms INTEGER NOT NULL DEFAULT 0,
    UNIQUE (collection, id)
  ) STRICT;
  CREATE INDEX faces_in_order ON faces (collection, key);
  CREATE INDEX faces_of_user ON faces (user, key) WHERE user IS NOT NULL;
  CREATE INDEX faces_of_image ON faces (collection, external_image_id, image_hash) WHERE external_image_id IS NOT NULL;
  ${countedIn('faces', 'face_count')}
  ${countedIn('users', 'user_count')}
  CREATE TABLE user_vectors (
    collection INTEGER NOT NULL, user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    found_from_ms INTEGER NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (collection, user, found_from_ms)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX user_vectors_of_user ON user_vectors (user);
  CREATE TABLE replays (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL, region TEXT NOT NULL, operation TEXT NOT NULL, token TEXT NOT NULL,
    fingerprint TEXT NOT NULL, answer TEXT NOT NULL, expires_at_ms INTEGER NOT NULL,
    UNIQUE (account, region, operation, token)
  ) STRICT;
  CREATE INDEX replays_by_expiry ON replays (expires_at_ms);
  CREATE TABLE series (name TEXT PRIMARY KEY, drawn INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
`;

/**
 * The engine's data in SQLite.
 *
 * A file belongs to one engine at a time. A committed transaction has been handed to the operating system, so a killed
 * process loses nothing that it answered. A power failure may lose the last transactions, but none partly; syncing on
 * each commit would take most of a change's time.
 */
export class Store {
  readonly collections: CollectionTable;
  readonly users: UserTable;
  readonly faces: FaceTable;
  readonly userVectors: UserVectorTable;
  readonly vectors: VectorIndex;
  readonly replays: ReplayTable;
  private readonly sweeper: CollectionSweeper;
  private readonly database: Database;

  /** @param file default: in memory */
  constructor(file = ':memory:') {
    this.database = new Database(file, { sql: SCHEMA, format: FORMAT, upgrade: UPGRADE });
    this.collections = new CollectionTable(this.database);
    this.users = new UserTable(this.database);
    this.faces = new FaceTable(this.database);
    this.userVectors = new UserVectorTable(this.database);
    this.vectors = new VectorIndex(this.database, {
      faces: new VectorTable(this.database, 'faces', 'key'),
      users: new VectorTable(this.database, 'user_vectors', 'user'),
    });
    this.replays = new ReplayTable(this.database);
    this.sweeper = new CollectionSweeper(this.database, (work) => this.transaction(work));
    this.sweeper.sweep();
  }

  /** Runs `work` in a transaction, which is rolled back if it throws. */
  transaction<Result>(work: () => Result): Result {
    this.database.exec('BEGIN');
    try {
      const result = work();
      this.database.exec('COMMIT');
      this.vectors.readChanges();
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Returns the next number of a sequence, starting at 1. A rollback returns its numbers. */
  nextNumber(series: string): number {
    const draw = `INSERT INTO series (name, drawn) VALUES (?, 1)
      ON CONFLICT DO UPDATE SET drawn = drawn + 1 RETURNING drawn`;
    return (this.database.get(draw, series) as { drawn: number }).drawn;
  }

  /** Returns a random key, which is created on first use and stored. */
  secretKey(name: string): Uint8Array {
    const insertion = 'INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING';
    this.database.run(insertion, name, randomBytes(SECRET_BYTES));
    return (this.database.get('SELECT value FROM secrets WHERE name = ?', name) as { value: Uint8Array }).value;
  }

  /**
   * Removes a collection with its users and faces from view at once. `CollectionSweeper` deletes the data later, after
   * a restart if necessary.
   */
  removeCollection(collection: number): void {
    this.collections.remove(collection);
    this.vectors.forget(collection);
    this.sweeper.sweep();
  }

  close(): void {
    this.sweeper.close();
    this.database.close();
  }
}
