import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { VectorSet } from './vector-set.js';
import type { Match, VectorQuery } from './vector-set.js';

/** A vector under its key. A key may have several: found is the last one whose time has come. */
export interface StoredVector {
  readonly key: number;
  readonly foundFromMs: number;
  /** The bytes of its floats. */
  readonly vector: Uint8Array;
}

/** A table of vectors. */
export interface VectorSource {
  count(collection: number): number;
  /** In the order of key and time. */
  all(collection: number): Iterable<StoredVector>;
  /** In the order of time. None when there is no such key. */
  versionsOf(collection: number, key: number): StoredVector[];
}

const VECTOR_KINDS = ['faces', 'users'] as const;
export type VectorKind = (typeof VECTOR_KINDS)[number];

/** The vectors of one kind in one collection, and from when on which of them have to be read again. */
interface LoadedVectors {
  readonly set: VectorSet;
  readonly dueMs: Map<number, number>;
}

const DEFAULT_LIMIT_BYTES = 2 * 1024 ** 3;
/** Reading more than half of a collection's vectors one by one takes longer than reading it whole. */
const LARGEST_DUE_SHARE = 0.5;
const MIN_DUE = 1000;

/**
 * SQLite itself notes which vectors came or went, whatever statement did it. The notes are part of the transaction: what
 * is undone was never noted.
 */
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
 * Finds similar vectors in memory.
 *
 * A collection's vectors are brought in when it is first searched, faces and users each by themselves, and stay until
 * others that have been searched since need the room. Vectors that changed are read again by the next search, inside its
 * transaction: a search finds what is stored, no more and no less.
 */
export class VectorIndex {
  /** The one searched longest ago first. */
  private readonly loaded = new Map<string, LoadedVectors>();
  private readonly notes: StatementSync;

  /** @param limitBytes what is kept in memory at most, though always the collection searched last. */
  constructor(
    database: DatabaseSync,
    private readonly sources: Readonly<Record<VectorKind, VectorSource>>,
    private readonly limitBytes = DEFAULT_LIMIT_BYTES,
  ) {
    database.exec(CHANGE_LOG);
    this.notes = database.prepare('DELETE FROM vector_changes RETURNING kind, collection, key');
  }

  /** To be called inside a transaction. */
  search(kind: VectorKind, collection: number, query: VectorQuery, nowMs: number): Match[] {
    const name = nameOf(kind, collection);
    const vectors = this.loaded.get(name) ?? this.load(kind, collection, nowMs);
    this.loaded.delete(name);
    this.loaded.set(name, vectors);
    this.renew(vectors, kind, collection, nowMs);
    this.evict();
    return vectors.set.search(query);
  }

  /** To be called after each commit. */
  readChanges(): void {
    for (const note of this.notes.iterate()) {
      const { kind, collection, key } = note as { kind: VectorKind; collection: number; key: number };
      const name = nameOf(kind, collection);
      const vectors = this.loaded.get(name);
      vectors?.dueMs.set(key, -Infinity);
      if (vectors && vectors.dueMs.size > MIN_DUE + LARGEST_DUE_SHARE * vectors.set.size) this.loaded.delete(name);
    }
  }

  /** Lets go of a collection's vectors. It may be searched again. */
  forget(collection: number): void {
    for (const kind of VECTOR_KINDS) this.loaded.delete(nameOf(kind, collection));
  }

  private load(kind: VectorKind, collection: number, nowMs: number): LoadedVectors {
    const source = this.sources[kind];
    const vectors: LoadedVectors = { set: new VectorSet(), dueMs: new Map() };
    vectors.set.reserve(source.count(collection));
    for (const vector of source.all(collection)) take(vectors, vector, nowMs);
    return vectors;
  }

  private renew(vectors: LoadedVectors, kind: VectorKind, collection: number, nowMs: number): void {
    for (const [key, dueMs] of vectors.dueMs) {
      if (dueMs > nowMs) continue;
      vectors.dueMs.delete(key);
      vectors.set.remove(key);
      for (const vector of this.sources[kind].versionsOf(collection, key)) take(vectors, vector, nowMs);
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

/** Puts a vector in when its time has come; otherwise notes when that is. */
function take({ set, dueMs }: LoadedVectors, { key, foundFromMs, vector }: StoredVector, nowMs: number): void {
  if (foundFromMs <= nowMs) set.put(key, vector);
  else if (!dueMs.has(key)) dueMs.set(key, foundFromMs);
}
