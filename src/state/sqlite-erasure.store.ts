import { createHash } from 'node:crypto';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

import { Failure } from '../failures/failure.js';
import type { Clock } from '../resilience/time/clock.js';
import {
  type Erasure,
  type ErasureList,
  type ErasureStore,
  MOST_ERASURES_PER_TENANT,
  type Person,
} from './erasure.store.js';

const DAY_MS = 86_400_000;
/** During a rolling update, the previous process still has the file open. */
const PREDECESSOR_MS = 10_000;
const FULL = `The tenant has ${MOST_ERASURES_PER_TENANT} erasures on record. The oldest must expire first.`;

// Without EXCLUSIVE, two processes could each run the same erasure. FULL: a plan must survive a loss of power.
const SCHEMA = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS erasures (
    id TEXT PRIMARY KEY, namespace TEXT, collection TEXT, person TEXT, state TEXT, created_ms REAL, body TEXT
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS unfinished ON erasures (person) WHERE state <> 'done';
  CREATE INDEX IF NOT EXISTS persons ON erasures (person, created_ms);
  CREATE INDEX IF NOT EXISTS lists ON erasures (namespace, collection, created_ms, id);
  CREATE INDEX IF NOT EXISTS active ON erasures (state) WHERE state IN ('planned', 'running');
`;

export interface SqliteErasureOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  readonly keptDays: number;
}

/** Erasures in one SQLite file of one process. */
export class SqliteErasureStore implements ErasureStore {
  private readonly database: DatabaseSync;

  /** @throws Error if the file cannot be opened, or another process has it open. */
  constructor(
    private readonly clock: Clock,
    private readonly options: SqliteErasureOptions,
  ) {
    try {
      this.database = new DatabaseSync(options.path, { timeout: PREDECESSOR_MS });
      this.database.exec(SCHEMA);
    } catch (cause) {
      throw new Error(`ERASURES: ${options.path} cannot be opened, or another process uses it`, { cause });
    }
  }

  add(erasure: Erasure): Promise<Erasure> {
    return this.attempt(() => {
      const person = personKey(erasure);
      this.run('DELETE FROM erasures WHERE created_ms < ?', this.clock.wallMs() - this.options.keptDays * DAY_MS);
      const [running] = this.all("SELECT body FROM erasures WHERE person = ? AND state <> 'done'", person);
      if (running !== undefined) return running;
      const { count } = this.database
        .prepare('SELECT count(*) AS count FROM erasures WHERE namespace = ?')
        .get(erasure.namespace) as { count: number };
      if (count >= MOST_ERASURES_PER_TENANT) throw new Failure('erasure-unavailable', { detail: FULL });
      const { id, namespace, collectionId, state, createdAtMs } = erasure;
      const row = [id, namespace, collectionId, person, state, createdAtMs, JSON.stringify(erasure)];
      this.run('INSERT INTO erasures VALUES (?, ?, ?, ?, ?, ?, ?)', ...row);
      return erasure;
    });
  }

  save(erasure: Erasure): Promise<void> {
    const { id, state } = erasure;
    return this.attempt(() =>
      this.run('UPDATE erasures SET state = ?, body = ? WHERE id = ?', state, JSON.stringify(erasure), id),
    );
  }

  find({ namespace, collectionId, id }: Pick<Erasure, 'namespace' | 'collectionId' | 'id'>) {
    const query = 'SELECT body FROM erasures WHERE id = ? AND namespace = ? AND collection = ?';
    return this.attempt(() => this.all(query, id, namespace, collectionId)[0]);
  }

  latestOf(person: Person): Promise<Erasure | undefined> {
    const query = 'SELECT body FROM erasures WHERE person = ? ORDER BY created_ms DESC, rowid DESC LIMIT 1';
    return this.attempt(() => this.all(query, personKey(person))[0]);
  }

  page({ namespace, collectionId, limit, before }: ErasureList): Promise<Erasure[]> {
    const query = `
      SELECT body FROM erasures WHERE namespace = ? AND collection = ?
      AND (? IS NULL OR (created_ms, id) < (SELECT created_ms, id FROM erasures WHERE id = ?))
      ORDER BY created_ms DESC, id DESC LIMIT ?`;
    const after = before ?? null;
    return this.attempt(() => this.all(query, namespace, collectionId, after, after, limit));
  }

  unfinished(): Promise<Erasure[]> {
    return this.attempt(() =>
      this.all("SELECT body FROM erasures WHERE state IN ('planned', 'running') ORDER BY created_ms"),
    );
  }

  isErasing(names: Parameters<ErasureStore['isErasing']>[0]): Promise<boolean> {
    const query =
      "SELECT body FROM erasures WHERE state IN ('planned', 'running') AND namespace = ? AND collection = ?";
    return this.attempt(() =>
      this.all(query, names.namespace, names.collectionId).some(
        ({ userId, imageIds }) =>
          userId === names.userId || (names.imageId !== undefined && imageIds.includes(names.imageId)),
      ),
    );
  }

  close(): void {
    this.database.close();
  }

  private run(statement: string, ...values: SQLInputValue[]): void {
    this.database.prepare(statement).run(...values);
  }

  private all(query: string, ...values: SQLInputValue[]): Erasure[] {
    const rows = this.database.prepare(query).all(...values) as { body: string }[];
    return rows.map(({ body }) => JSON.parse(body) as Erasure);
  }

  /** Reports errors of SQLite, such as a full disk, as those of every store. */
  private async attempt<T>(work: () => T): Promise<T> {
    try {
      return await Promise.resolve(work());
    } catch (thrown) {
      throw thrown instanceof Failure ? thrown : new Failure('erasure-unavailable', { cause: thrown });
    }
  }
}

/** A digest, because records of erased persons contain no user id. */
function personKey({ namespace, collectionId, userId }: Person): string {
  return createHash('sha256')
    .update(JSON.stringify([namespace, collectionId, userId]))
    .digest('base64url');
}
