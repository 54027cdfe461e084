import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** `key` ascends in order of creation. */
export interface UserRow {
  readonly key: number;
  readonly id: string;
  /** When the last change settles and the user stops being UPDATING. */
  readonly settlesAtMs: number;
  readonly faceCount: number;
}

const COLUMNS = `key, id, settles_at_ms AS settlesAtMs,
  (SELECT count(*) FROM faces WHERE faces.user = users.key) AS faceCount`;

export class UserTable {
  private readonly insertion: StatementSync;
  private readonly byId: StatementSync;
  private readonly byKey: StatementSync;
  private readonly page: StatementSync;
  private readonly settling: StatementSync;
  private readonly removal: StatementSync;

  constructor(database: DatabaseSync) {
    this.insertion = database.prepare('INSERT INTO users (collection, id) VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.byId = database.prepare(`SELECT ${COLUMNS} FROM users WHERE collection = ? AND id = ?`);
    this.byKey = database.prepare(`SELECT ${COLUMNS} FROM users WHERE key = ?`);
    this.page = database.prepare(`SELECT ${COLUMNS} FROM users WHERE collection = ? AND key > ? ORDER BY key LIMIT ?`);
    this.removal = database.prepare('DELETE FROM users WHERE key = ?');
    this.settling = database.prepare('UPDATE users SET settles_at_ms = ? WHERE key = ?');
  }

  /** Returns false if the collection already has a user of this id. */
  insert(collection: number, id: string): boolean {
    return this.insertion.run(collection, id).changes === 1;
  }

  find(collection: number, id: string): UserRow | undefined {
    return this.byId.get(collection, id) as UserRow | undefined;
  }

  /** @param key the key of an existing user */
  at(key: number): UserRow {
    return this.byKey.get(key) as unknown as UserRow;
  }

  list(collection: number, afterKey: number, limit: number): UserRow[] {
    return this.page.all(collection, afterKey, limit) as unknown as UserRow[];
  }

  settle(user: number, atMs: number): void {
    this.settling.run(atMs, user);
  }

  /** @throws the SQLite error if the user still has faces; see `FaceTable.disassociateAll` */
  remove(user: number): void {
    this.removal.run(user);
  }
}
