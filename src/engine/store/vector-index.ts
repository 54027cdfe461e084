import type { Database } from './database.js';
import { VectorSet, type Match, type VectorQuery } from './vectors.js';

/** A version of a vector. Of several versions of a key, the latest whose `foundFromMs` has passed is searched. */
export interface StoredVector {
  readonly key: number;
  readonly foundFromMs: number;
  /** Float32 bytes. */
  readonly vector: Uint8Array;
}

/** The vectors in a table. */
export class VectorTable {
  private readonly versions: string;

  constructor(
    private readonly database: Database,
    private readonly table: 'faces' | 'user_vectors',
    private readonly key: 'key' | 'user',
  ) {
    this.versions = `SELECT ${key} AS key, found_from_ms AS foundFromMs, vector FROM ${table} WHERE collection = ?`;
  }

  count(collection: number): number {
    const sql = `SELECT count(*) AS number FROM ${this.table} WHERE collection = ?`;
    return (this.database.get(sql, collection) as { number: number }).number;
  }

  /** Ordered by key and time. */
  all(collection: number): Iterable<StoredVector> {
    return this.database.iterate(`${this.versions} ORDER BY ${this.key}, found_from_ms`, collection);
  }

  /** Ordered by time. Empty if the key does not exist. */
  versionsOf(collection: number, key: number): StoredVector[] {
    return this.database.all(`${this.versions} AND ${this.key} = ? ORDER BY found_from_ms`, collection, key);
  }
}

export type VectorSource = Pick<VectorTable, 'count' | 'all' | 'versionsOf'>;

const VECTOR_KINDS = ['faces', 'users'] as const;
export type VectorKind = (typeof VECTOR_KINDS)[number];

interface VectorChange {
  readonly kind: VectorKind;
  readonly collection: number;
  readonly key: number;
}

/** The loaded vectors of one kind and collection. `dueMs` says which keys must be read again, and when. */
interface LoadedVectors {
  readonly set: VectorSet;
  readonly dueMs: Map<number, number>;
}

const DEFAULT_LIMIT_BYTES = 2 * 1024 ** 3;
/** Above this share, reading the whole collection is faster than reading single vectors. */
const LARGEST_DUE_SHARE = 0.5;
const MIN_DUE = 1000;

/** Triggers log which vectors changed, whatever statement changed them. A rollback removes its log entries. */
const CHANGE_LOG = `
  CREATE TEMP TABLE vector_changes (kind TEXT NOT NULL, collection INTEGER NOT NULL, key INTEGER NOT NULL) STRICT;
  ${logTrigger('faces', 'INSERT', 'faces', 'NEW.key')} ${logTrigger('faces', 'DELETE', 'faces', 'OLD.key')}
  ${logTrigger('users', 'INSERT', 'user_vectors', 'NEW.user')} ${logTrigger('users', 'DELETE', 'user_vectors', 'OLD.user')}
`;

function logTrigger(kind: VectorKind, event: 'INSERT' | 'DELETE', table: string, key: string): string {
  const [row] = key.split('.');
  return `
    CREATE TEMP TRIGGER ${table}_${event} AFTER ${event} ON main.${table}
    BEGIN INSERT INTO vector_changes VALUES ('${kind}', ${row}.collection, ${key}); END;`;
}

/**
 * Searches similar vectors in memory.
 *
 * Faces and users of a collection are loaded separately at their first search and evicted least recently used. A search
 * first reads changed vectors again inside its transaction, so results always match the store.
 */
export class VectorIndex {
  /** Least recently searched first. */
  private readonly loaded = new Map<string, LoadedVectors>();

  /** @param limitBytes memory limit; the collection searched last is kept even above it */
  constructor(
    private readonly database: Database,
    private readonly sources: Readonly<Record<VectorKind, VectorSource>>,
    private readonly limitBytes = DEFAULT_LIMIT_BYTES,
  ) {
    database.exec(CHANGE_LOG);
  }

  /** Call inside a transaction. */
  search(kind: VectorKind, collection: number, query: VectorQuery, nowMs: number): Match[] {
    const name = nameOf(kind, collection);
    const vectors = this.loaded.get(name) ?? this.load(kind, collection, nowMs);
    this.loaded.delete(name);
    this.loaded.set(name, vectors);
    this.refresh(vectors, kind, collection, nowMs);
    this.evict();
    return vectors.set.search(query);
  }

  /** Call after each commit. */
  readChanges(): void {
    const changes = this.database.all<VectorChange>('DELETE FROM vector_changes RETURNING kind, collection, key');
    for (const { kind, collection, key } of changes) {
      const name = nameOf(kind, collection);
      const vectors = this.loaded.get(name);
      vectors?.dueMs.set(key, -Infinity);
      if (vectors && vectors.dueMs.size > MIN_DUE + LARGEST_DUE_SHARE * vectors.set.size) this.loaded.delete(name);
    }
  }

  /** Unloads a collection's vectors. It can be searched again. */
  forget(collection: number): void {
    for (const kind of VECTOR_KINDS) this.loaded.delete(nameOf(kind, collection));
  }

  private load(kind: VectorKind, collection: number, nowMs: number): LoadedVectors {
    const source = this.sources[kind];
    const vectors: LoadedVectors = { set: new VectorSet(), dueMs: new Map() };
    vectors.set.reserve(source.count(collection));
    for (const vector of source.all(collection)) addVersion(vectors, vector, nowMs);
    return vectors;
  }

  private refresh(vectors: LoadedVectors, kind: VectorKind, collection: number, nowMs: number): void {
    for (const [key, dueMs] of vectors.dueMs) {
      if (dueMs > nowMs) continue;
      vectors.dueMs.delete(key);
      vectors.set.remove(key);
      for (const vector of this.sources[kind].versionsOf(collection, key)) addVersion(vectors, vector, nowMs);
    }
  }

  private evict(): void {
    let bytes = 0;
    for (const { set } of this.loaded.values()) bytes += set.bytes;
    for (const [name, { set }] of this.loaded) {
      if (bytes <= this.limitBytes || this.loaded.size === 1) return;
      bytes -= set.bytes;
      this.loaded.delete(name);
    }
  }
}

function nameOf(kind: VectorKind, collection: number): string {
  return `${kind}/${collection}`;
}

/** Adds a vector if its time has come; otherwise schedules it. */
function addVersion({ set, dueMs }: LoadedVectors, { key, foundFromMs, vector }: StoredVector, nowMs: number): void {
  if (foundFromMs <= nowMs) set.put(key, vector);
  else if (!dueMs.has(key)) dueMs.set(key, foundFromMs);
}
