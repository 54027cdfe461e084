import type { SQLInputValue } from 'node:sqlite';
import type { Database } from './database.js';
import { bytesOf, floatsOf } from './vectors.js';

/** Fractions of the image's width and height, as in AWS responses. */
export interface Box {
  readonly Width: number;
  readonly Height: number;
  readonly Left: number;
  readonly Top: number;
}

export interface StoredFace {
  readonly id: string;
  readonly imageId: string;
  readonly externalImageId?: string;
  /** Its index among the faces of its image. */
  readonly position: number;
  readonly box: Box;
  readonly confidence: number;
  /** When searches and associations find it. */
  readonly foundFromMs: number;
}

/** The input of `insert`. */
export interface NewFace extends StoredFace {
  readonly imageHash: Uint8Array;
  readonly vector: Float32Array;
}

/** `key` ascends in order of indexing. */
export interface FaceRow extends StoredFace {
  readonly key: number;
  /** The user that the face is associated with. */
  readonly user?: { readonly key: number; readonly id: string };
}

const SELECTION = `
  SELECT faces.key, faces.id, image_id AS imageId, external_image_id AS externalImageId, position, box, confidence,
    found_from_ms AS foundFromMs, user, users.id AS userId
  FROM faces LEFT JOIN users ON users.key = faces.user`;

type SelectedFace = Omit<FaceRow, 'externalImageId' | 'box' | 'user'> & {
  readonly externalImageId: string | null;
  readonly box: string;
  readonly user: number | null;
  readonly userId: string | null;
};

/** The faces of all collections and their associations with users. */
export class FaceTable {
  constructor(private readonly database: Database) {}

  insert(collection: number, face: NewFace): void {
    this.database.run(
      `INSERT INTO faces
         (collection, id, image_id, external_image_id, image_hash, position, box, confidence, vector, found_from_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      collection,
      face.id,
      face.imageId,
      face.externalImageId ?? null,
      face.imageHash,
      face.position,
      JSON.stringify(face.box),
      face.confidence,
      bytesOf(face.vector),
      face.foundFromMs,
    );
  }

  find(collection: number, id: string): FaceRow | undefined {
    return this.select('faces.collection = ? AND faces.id = ?', collection, id)[0];
  }

  /** @param key the key of an existing face */
  at(key: number): FaceRow {
    return this.select('faces.key = ?', key)[0] as FaceRow;
  }

  /** The faces that this image added under this external id. */
  ofImage(collection: number, externalImageId: string, imageHash: Uint8Array): FaceRow[] {
    const ofImage = 'faces.collection = ? AND external_image_id = ? AND image_hash = ? ORDER BY faces.key';
    return this.select(ofImage, collection, externalImageId, imageHash);
  }

  /** @param filter the user's key and the faces' ids, if only those are asked for */
  list(
    collection: number,
    { user, ids }: { user?: number; ids?: readonly string[] },
    afterKey: number,
    limit: number,
  ): FaceRow[] {
    const ofUser = user === undefined ? '' : 'AND faces.user = ?';
    const withId = ids === undefined ? '' : 'AND faces.id IN (SELECT value FROM json_each(?))';
    const filters = [...(user === undefined ? [] : [user]), ...(ids === undefined ? [] : [JSON.stringify(ids)])];
    const page = `faces.collection = ? AND faces.key > ? ${ofUser} ${withId} ORDER BY faces.key LIMIT ?`;
    return this.select(page, collection, afterKey, ...filters, limit);
  }

  vectorOf(face: number): Float32Array {
    const row = this.database.get('SELECT vector FROM faces WHERE key = ?', face) as { vector: Uint8Array };
    return floatsOf(row.vector);
  }

  vectorsOf(user: number): Float32Array[] {
    const rows = this.database.all<{ vector: Uint8Array }>(
      'SELECT vector FROM faces WHERE user = ? ORDER BY key',
      user,
    );
    return rows.map(({ vector }) => floatsOf(vector));
  }

  /** @param user null disassociates the face */
  setUser(face: number, user: number | null): void {
    this.database.run('UPDATE faces SET user = ? WHERE key = ?', user, face);
  }

  /** Disassociates all faces of a user; they stay in the collection. */
  disassociateAll(user: number): void {
    this.database.run('UPDATE faces SET user = NULL WHERE user = ?', user);
  }

  remove(face: number): void {
    this.database.run('DELETE FROM faces WHERE key = ?', face);
  }

  private select(condition: string, ...values: SQLInputValue[]): FaceRow[] {
    return this.database.all<SelectedFace>(`${SELECTION} WHERE ${condition}`, ...values).map(faceOf);
  }
}

function faceOf({ externalImageId, box, user, userId, ...face }: SelectedFace): FaceRow {
  return {
    ...face,
    box: JSON.parse(box) as Box,
    ...(externalImageId !== null && { externalImageId }),
    ...(user !== null && userId !== null && { user: { key: user, id: userId } }),
  };
}
