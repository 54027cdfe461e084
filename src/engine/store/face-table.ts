import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { bytesOf, floatsOf } from './vector-bytes.js';
import type { StoredVector, VectorSource } from './vector-index.js';

/** Fractions of the image's width and height, as in AWS responses. */
export interface Box {
  readonly Width: number;
  readonly Height: number;
  readonly Left: number;
  readonly Top: number;
}

/** The input of `insert`. */
export interface NewFace {
  readonly id: string;
  readonly imageId: string;
  readonly externalImageId?: string;
  readonly imageHash: Uint8Array;
  /** Its index among the faces of its image. */
  readonly position: number;
  readonly box: Box;
  readonly confidence: number;
  readonly vector: Float32Array;
}

/** `key` ascends in order of indexing. */
export interface FaceRow {
  readonly key: number;
  readonly id: string;
  readonly imageId: string;
  readonly externalImageId?: string;
  readonly position: number;
  readonly box: Box;
  readonly confidence: number;
  /** The user that the face is associated with. */
  readonly user?: { readonly key: number; readonly id: string };
}

export interface FaceQuery {
  readonly collection: number;
  readonly user?: number;
  readonly ids?: readonly string[];
}

const SELECTION = `
  SELECT faces.key, faces.id, image_id, external_image_id, position, box, confidence, user, users.id AS user_id
  FROM faces LEFT JOIN users ON users.key = faces.user`;

interface StoredFace {
  key: number;
  id: string;
  image_id: string;
  external_image_id: string | null;
  position: number;
  box: string;
  confidence: number;
  user: number | null;
  user_id: string | null;
}

/** The faces of all collections and their associations with users. */
export class FaceTable implements VectorSource {
  private readonly insertion: StatementSync;
  private readonly byId: StatementSync;
  private readonly byKey: StatementSync;
  private readonly byImage: StatementSync;
  private readonly vector: StatementSync;
  private readonly vectors: StatementSync;
  private readonly ofCollection: StatementSync;
  private readonly versions: StatementSync;
  private readonly number: StatementSync;
  private readonly move: StatementSync;
  private readonly freeing: StatementSync;
  private readonly removal: StatementSync;
  private readonly pages: Record<'all' | 'user' | 'ids' | 'userAndIds', StatementSync>;

  constructor(database: DatabaseSync) {
    this.insertion = database.prepare(
      `INSERT INTO faces
         (collection, id, image_id, external_image_id, image_hash, position, box, confidence, vector)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.byId = database.prepare(`${SELECTION} WHERE faces.collection = ? AND faces.id = ?`);
    this.byKey = database.prepare(`${SELECTION} WHERE faces.key = ?`);
    this.byImage = database.prepare(
      `${SELECTION} WHERE faces.collection = ? AND external_image_id = ? AND image_hash = ? ORDER BY faces.key`,
    );
    this.vector = database.prepare('SELECT vector FROM faces WHERE key = ?');
    this.vectors = database.prepare('SELECT vector FROM faces WHERE user = ? ORDER BY key');
    const stored = 'SELECT key, 0 AS foundFromMs, vector FROM faces WHERE collection = ?';
    this.ofCollection = database.prepare(`${stored} ORDER BY key`);
    this.versions = database.prepare(`${stored} AND key = ?`);
    this.number = database.prepare('SELECT count(*) AS number FROM faces WHERE collection = ?');
    this.move = database.prepare('UPDATE faces SET user = ? WHERE key = ?');
    this.freeing = database.prepare('UPDATE faces SET user = NULL WHERE user = ?');
    this.removal = database.prepare('DELETE FROM faces WHERE key = ?');
    const page = (...filters: string[]) =>
      database.prepare(
        `${SELECTION} WHERE ${['faces.collection = ?', 'faces.key > ?', ...filters].join(' AND ')}
         ORDER BY faces.key LIMIT ?`,
      );
    const ofUser = 'faces.user = ?';
    const withId = 'faces.id IN (SELECT value FROM json_each(?))';
    this.pages = { all: page(), user: page(ofUser), ids: page(withId), userAndIds: page(ofUser, withId) };
  }

  insert(collection: number, face: NewFace): void {
    this.insertion.run(
      collection,
      face.id,
      face.imageId,
      face.externalImageId ?? null,
      face.imageHash,
      face.position,
      JSON.stringify(face.box),
      face.confidence,
      bytesOf(face.vector),
    );
  }

  find(collection: number, id: string): FaceRow | undefined {
    const stored = this.byId.get(collection, id);
    return stored && faceOf(stored);
  }

  /** @param key the key of an existing face */
  at(key: number): FaceRow {
    return faceOf(this.byKey.get(key) as object);
  }

  /** The faces that this image added under this external id. */
  ofImage(collection: number, externalImageId: string, imageHash: Uint8Array): FaceRow[] {
    return this.byImage.all(collection, externalImageId, imageHash).map(faceOf);
  }

  list({ collection, user, ids }: FaceQuery, afterKey: number, limit: number): FaceRow[] {
    const filters: SQLInputValue[] = [
      ...(user === undefined ? [] : [user]),
      ...(ids === undefined ? [] : [JSON.stringify(ids)]),
    ];
    const page = user === undefined ? (ids ? 'ids' : 'all') : ids ? 'userAndIds' : 'user';
    return this.pages[page].all(collection, afterKey, ...filters, limit).map(faceOf);
  }

  vectorOf(face: number): Float32Array {
    return floatsOf(this.vector.get(face)?.['vector']);
  }

  vectorsOf(user: number): Float32Array[] {
    return this.vectors.all(user).map(({ vector }) => floatsOf(vector));
  }

  count(collection: number): number {
    return Number(this.number.get(collection)?.['number']);
  }

  all(collection: number): Iterable<StoredVector> {
    return this.ofCollection.iterate(collection) as Iterable<unknown> as Iterable<StoredVector>;
  }

  /** Face vectors never change and are searchable at once, so there is one version. */
  versionsOf(collection: number, face: number): StoredVector[] {
    return this.versions.all(collection, face) as unknown as StoredVector[];
  }

  /** @param user null disassociates the face */
  setUser(face: number, user: number | null): void {
    this.move.run(user, face);
  }

  /** Disassociates all faces of a user; they stay in the collection. */
  disassociateAll(user: number): void {
    this.freeing.run(user);
  }

  remove(face: number): void {
    this.removal.run(face);
  }
}

function faceOf(row: object): FaceRow {
  const stored = row as StoredFace;
  return {
    key: stored.key,
    id: stored.id,
    imageId: stored.image_id,
    position: stored.position,
    box: JSON.parse(stored.box) as Box,
    confidence: stored.confidence,
    ...(stored.external_image_id === null ? {} : { externalImageId: stored.external_image_id }),
    ...(stored.user === null || stored.user_id === null ? {} : { user: { key: stored.user, id: stored.user_id } }),
  };
}
