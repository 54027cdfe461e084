import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

import { Failure } from '../failures/failure.js';
import type { Clock } from '../resilience/time/clock.js';
import {
  type Erasure,
  type ErasureList,
  type ErasureNames,
  type ErasureStore,
  isInProgress,
  MAX_ERASURES_PER_TENANT,
  MAX_UNCLAIMED,
  type Names,
  type Person,
  personKey,
  protectedNames,
  storeFull,
} from './erasure.store.js';

const DAY_MS = 86_400_000;
/** How long to wait for the previous process, which still has the file open during a rolling update. */
const PREDECESSOR_MS = 10_000;

// Without EXCLUSIVE, two processes could each run the same erasure. FULL: a plan must survive a loss of power.
// The UPDATE ends all claims, because the processes that held them no longer have the file open.
const SCHEMA = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS erasures (
    id TEXT PRIMARY KEY, namespace TEXT, collection TEXT, person TEXT, state TEXT, created_ms REAL, ended_ms REAL,
    owner TEXT, held_ms REAL, body TEXT
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS unfinished ON erasures (person) WHERE state <> 'done';
  CREATE INDEX IF NOT EXISTS persons ON erasures (person, created_ms);
  CREATE INDEX IF NOT EXISTS lists ON erasures (namespace, collection, created_ms, id);
  CREATE INDEX IF NOT EXISTS active ON erasures (held_ms) WHERE ended_ms IS NULL;
  CREATE INDEX IF NOT EXISTS ended ON erasures (ended_ms);
  CREATE TABLE IF NOT EXISTS protected (name TEXT, id TEXT, PRIMARY KEY (name, id)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS protectors ON protected (id);
  UPDATE erasures SET held_ms = 0 WHERE ended_ms IS NULL;
`;

export interface SqliteErasureOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly keptDays: number;
}

/** Erasures in one SQLite file of one process. */
export class SqliteErasureStore implements ErasureStore {
  readonly isShared = false;
  private readonly database: DatabaseSync;
  private readonly protector: StatementSync;

  /** @throws Error if the file cannot be opened, or another process has it open. */
  constructor(
    private readonly clock: Clock,
    private readonly options: SqliteErasureOptions,
  ) {
    try {
      this.database = new DatabaseSync(options.path, { timeout: PREDECESSOR_MS });
      this.database.exec(SCHEMA);
      this.protector = this.database.prepare('SELECT 1 FROM protected WHERE name = ? LIMIT 1');
    } catch (cause) {
      throw new Error(`ERASURES: ${options.path} cannot be opened, or another process uses it`, { cause });
    }
  }

  add(erasure: Erasure): Promise<Erasure> {
    return this.attempt(() => {
      const [other] = this.select("WHERE person = ? AND state <> 'done'", personKey(erasure));
      if (other !== undefined) return other;
      const query = 'SELECT count(*) AS count FROM erasures WHERE namespace = ?';
      if (Number(this.rows(query, erasure.namespace)[0]?.['count']) >= MAX_ERASURES_PER_TENANT) throw storeFull();
      this.write(erasure);
      return erasure;
    });
  }

  claim({ id, namespace, collectionId }: ErasureNames, owner: string, leaseMs: number): Promise<Erasure | undefined> {
    const nowMs = this.clock.wallMs();
    const query = `
      UPDATE erasures SET owner = ?, held_ms = ? WHERE id = ? AND namespace = ? AND collection = ? AND state <> 'done'
      AND (owner = ? OR held_ms <= ?) RETURNING body`;
    const values = [owner, nowMs + leaseMs, id, namespace, collectionId, owner, nowMs];
    return this.attempt(() => this.rows(query, ...values).map(erasureIn)[0]);
  }

  save(erasure: Erasure, owner: string): Promise<void> {
    return this.attempt(() => {
      if (this.rows('SELECT 1 FROM erasures WHERE id = ? AND owner = ?', erasure.id, owner).length === 0)
        throw new Failure('erasure-unavailable');
      this.write(erasure);
    });
  }

  find({ namespace, collectionId, id }: ErasureNames): Promise<Erasure | undefined> {
    const condition = 'WHERE id = ? AND namespace = ? AND collection = ?';
    return this.attempt(() => this.select(condition, id, namespace, collectionId)[0]);
  }

  latestOf(person: Person): Promise<Erasure | undefined> {
    const condition = 'WHERE person = ? ORDER BY created_ms DESC, rowid DESC LIMIT 1';
    return this.attempt(() => this.select(condition, personKey(person))[0]);
  }

  page({ namespace, collectionId, limit, before }: ErasureList): Promise<Erasure[]> {
    const condition = `
      WHERE namespace = ? AND collection = ?
      AND (? IS NULL OR (created_ms, id) < (SELECT created_ms, id FROM erasures WHERE id = ?))
      ORDER BY created_ms DESC, id DESC LIMIT ?`;
    const last = before ?? null;
    return this.attempt(() => this.select(condition, namespace, collectionId, last, last, limit));
  }

  unclaimed(): Promise<ErasureNames[]> {
    const query = `
      SELECT id, namespace, collection AS collectionId FROM erasures WHERE ended_ms IS NULL AND held_ms <= ?
      ORDER BY held_ms LIMIT ?`;
    return this.attempt(() => this.rows(query, this.clock.wallMs(), MAX_UNCLAIMED) as unknown as ErasureNames[]);
  }

  /** Called by every request that adds faces, so it is a single lookup by key without a transaction. */
  isErasing(names: Names): Promise<boolean> {
    return reported(() => protectedNames(names).some((name) => this.protector.get(name) !== undefined));
  }

  close(): void {
    this.database.close();
  }

  /** Adds or changes a record. The person stays: a record that is done contains no user id. */
  private write(erasure: Erasure): void {
    const { id, namespace, collectionId, state, createdAtMs } = erasure;
    const isOpen = isInProgress(erasure);
    const endedMs = isOpen ? null : this.clock.wallMs();
    this.rows(
      `INSERT INTO erasures (id, namespace, collection, person, created_ms, held_ms, state, ended_ms, body)
       VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?) ON CONFLICT DO UPDATE SET (state, ended_ms, body) =
       (excluded.state, excluded.ended_ms, excluded.body)`,
      ...[id, namespace, collectionId, personKey(erasure), createdAtMs, state, endedMs, JSON.stringify(erasure)],
    );
    if (isOpen) {
      const names = JSON.stringify(protectedNames(erasure));
      this.rows('INSERT OR IGNORE INTO protected SELECT value, ? FROM json_each(?)', id, names);
    } else this.rows('DELETE FROM protected WHERE id = ?', id);
  }

  private select(condition: string, ...values: SQLInputValue[]): Erasure[] {
    return this.rows(`SELECT body FROM erasures ${condition}`, ...values).map(erasureIn);
  }

  private rows(statement: string, ...values: SQLInputValue[]): Record<string, unknown>[] {
    return this.database.prepare(statement).all(...values);
  }

  /** Runs in one transaction, without expired records. */
  private attempt<T>(work: () => T): Promise<T> {
    return reported(() => {
      this.database.exec('BEGIN');
      try {
        this.rows('DELETE FROM erasures WHERE ended_ms <= ?', this.clock.wallMs() - this.options.keptDays * DAY_MS);
        const result = work();
        this.database.exec('COMMIT');
        return result;
      } catch (thrown) {
        if (this.database.isTransaction) this.database.exec('ROLLBACK');
        throw thrown;
      }
    });
  }
}

function erasureIn({ body }: Record<string, unknown>): Erasure {
  return JSON.parse(body as string) as Erasure;
}

/** Reports errors of SQLite, such as a full disk, as those of every store. */
async function reported<T>(work: () => T): Promise<T> {
  try {
    return await Promise.resolve(work());
  } catch (thrown) {
    throw thrown instanceof Failure ? thrown : new Failure('erasure-unavailable', { cause: thrown });
  }
}
