import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faceVector } from '../recognition/faces.js';
import { Database } from './database.js';
import { Store } from './store.js';
import { bytesOf, similarity } from './vectors.js';
import { VectorIndex, type StoredVector, type VectorSource } from './vector-index.js';

const realm = { accountId: '123456789012', region: 'us-east-1' };
const COLLECTIONS = ['a', 'b'];
const box = { Width: 1, Height: 1, Left: 0, Top: 0 };
/** Few, so that many are alike and some are equal. */
const VECTORS = Array.from({ length: 12 }, (_, number) => faceVector(`p${number % 3}`, `x${number % 8}`));

interface Version {
  readonly foundFromMs: number;
  readonly vector: Float32Array;
}

/** What is stored, kept in the plainest way there is. */
class World {
  nowMs = 0;
  private faces = new Map<number, { collection: number; vector: Float32Array }>();
  private users = new Map<number, { collection: number; versions: Version[] }>();
  private readonly collections: number[];
  private made = 0;

  constructor(private readonly store: Store) {
    this.collections = COLLECTIONS.map((id) => {
      store.collections.insert(realm, id, {}, 0);
      return store.collections.find(realm, id)!.key;
    });
  }

  indexFace(collection: number, vector: Float32Array): void {
    const id = `face-${(this.made += 1)}`;
    const image = { imageId: '', imageHash: new Uint8Array(), position: 0, box, confidence: 99 };
    const face = { id, ...image, vector, foundFromMs: 0 };
    this.store.faces.insert(this.collections[collection]!, face);
    const { key } = this.store.faces.find(this.collections[collection]!, id)!;
    this.faces.set(key, { collection, vector });
  }

  deleteFace(number: number): void {
    const key = [...this.faces.keys()][number % this.faces.size];
    if (key === undefined) return;
    this.store.faces.remove(key);
    this.faces.delete(key);
  }

  createUser(collection: number): void {
    const id = `user-${(this.made += 1)}`;
    this.store.users.insert(this.collections[collection]!, id);
    this.users.set(this.store.users.find(this.collections[collection]!, id)!.key, { collection, versions: [] });
  }

  changeUser(number: number, vector: Float32Array | undefined, lagMs: number): void {
    const [key, user] = [...this.users][number % this.users.size] ?? [];
    if (key === undefined || !user) return;
    const { collection, versions } = user;
    const foundFromMs = this.nowMs + lagMs;
    if (vector) this.store.userVectors.insert(this.collections[collection]!, key, vector, foundFromMs, this.nowMs);
    else this.store.userVectors.clear(this.collections[collection]!, key);
    const kept = vector
      ? [...versions.filter((version) => version.foundFromMs < foundFromMs), { foundFromMs, vector }]
      : [];
    this.users.set(key, { collection, versions: kept });
  }

  deleteUser(number: number): void {
    const key = [...this.users.keys()][number % this.users.size];
    if (key === undefined) return;
    this.store.users.remove(key);
    this.users.delete(key);
  }

  commit(work: () => void): void {
    this.store.transaction(work);
  }

  /** Lets something happen inside a transaction and be undone. */
  undo(work: () => void): void {
    const before = [new Map(this.faces), new Map(this.users)] as const;
    const undoing = () =>
      this.store.transaction(() => {
        work();
        throw new Error('undone');
      });
    expect(undoing).toThrow('undone');
    [this.faces, this.users] = before;
  }

  expectSearchesToFindAll(vector: Float32Array, threshold: number, limit: number): void {
    for (const [collection, key] of this.collections.entries())
      for (const kind of ['faces', 'users'] as const) {
        const query = { vector, threshold, limit };
        const found = this.store.transaction(() => this.store.vectors.search(kind, key, query, this.nowMs));
        expect(found).toEqual(this.bruteForce(this.visible(kind, collection), vector, threshold, limit));
      }
  }

  private visible(kind: 'faces' | 'users', collection: number): [number, Float32Array][] {
    if (kind === 'faces')
      return [...this.faces]
        .filter(([, face]) => face.collection === collection)
        .map(([key, face]) => [key, face.vector]);
    return [...this.users]
      .filter(([, user]) => user.collection === collection)
      .flatMap(([key, { versions }]) => {
        const seen = versions.findLast(({ foundFromMs }) => foundFromMs <= this.nowMs);
        return seen ? [[key, seen.vector] as [number, Float32Array]] : [];
      });
  }

  private bruteForce(all: [number, Float32Array][], vector: Float32Array, threshold: number, limit: number) {
    return all
      .map(([key, other]) => ({ key, similarity: similarity(vector, other) }))
      .filter((match) => match.similarity >= threshold)
      .sort((a, b) => b.similarity - a.similarity || a.key - b.key)
      .slice(0, limit);
  }

  forget(collection: number): void {
    this.store.vectors.forget(this.collections[collection]!);
  }
}

type Step = (world: World) => void;

const collection = fc.nat({ max: COLLECTIONS.length - 1 });
const vector = fc.constantFrom(...VECTORS);
const number = fc.nat({ max: 50 });
const change: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(collection, vector).map(
      ([c, v]): Step =>
        (world) =>
          world.indexFace(c, v),
    ),
  },
  {
    weight: 2,
    arbitrary: number.map(
      (n): Step =>
        (world) =>
          world.deleteFace(n),
    ),
  },
  {
    weight: 2,
    arbitrary: collection.map(
      (c): Step =>
        (world) =>
          world.createUser(c),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(number, fc.option(vector, { nil: undefined }), fc.constantFrom(0, 5, 20)).map(
      ([n, v, lagMs]): Step =>
        (world) =>
          world.changeUser(n, v, lagMs),
    ),
  },
  {
    weight: 1,
    arbitrary: number.map(
      (n): Step =>
        (world) =>
          world.deleteUser(n),
    ),
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: change.map(
      (work): Step =>
        (world) =>
          world.commit(() => work(world)),
    ),
  },
  {
    weight: 2,
    arbitrary: change.map(
      (work): Step =>
        (world) =>
          world.undo(() => work(world)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 15 }).map(
      (ms): Step =>
        (world) =>
          void (world.nowMs += ms),
    ),
  },
  {
    weight: 1,
    arbitrary: collection.map(
      (c): Step =>
        (world) =>
          world.forget(c),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(vector, fc.constantFrom(0, 50, 96, 100), fc.constantFrom(1, 3, 4096)).map(
      ([v, threshold, limit]): Step =>
        (world) =>
          world.expectSearchesToFindAll(v, threshold, limit),
    ),
  },
);

let store: Store;

beforeEach(() => {
  store = new Store();
});
afterEach(() => store.close());

describe('VectorIndex', () => {
  it('finds the same as a full comparison after any inserts, deletes, rollbacks and unloads', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), (steps) => {
        store.close();
        store = new Store();
        const world = new World(store);
        for (const take of steps) take(world);
        world.expectSearchesToFindAll(VECTORS[0]!, 0, 4096);
      }),
      { numRuns: 150 },
    );
  });

  it('reloads many changed vectors at once and finds them', () => {
    const world = new World(store);
    const index = (count: number) =>
      store.transaction(() => {
        for (let face = 0; face < count; face += 1) world.indexFace(0, VECTORS[face % VECTORS.length]!);
      });
    index(5);
    world.expectSearchesToFindAll(VECTORS[0]!, 0, 4096);
    index(2000);
    world.expectSearchesToFindAll(VECTORS[0]!, 0, 4096);
  });

  it('evicts the least recently searched collections above its limit, never the one just searched', () => {
    const read: number[] = [];
    const hundred: VectorSource = {
      count: () => 100,
      all: (key) => {
        read.push(key);
        return Array.from({ length: 100 }, (_, n): StoredVector => ({
          key: n,
          foundFromMs: 0,
          vector: bytesOf(VECTORS[0]!),
        }));
      },
      versionsOf: () => [],
    };
    const sql = 'CREATE TABLE faces (collection, key); CREATE TABLE user_vectors (collection, user);';
    const database = new Database(':memory:', { sql, format: 1 });
    const search = (index: VectorIndex, key: number) => {
      const query = { vector: VECTORS[0]!, threshold: 80, limit: 4096 };
      expect(index.search('faces', key, query, 0)).toHaveLength(100);
    };
    const sources = { faces: hundred, users: hundred };
    const two = new VectorIndex(database, sources, 150_000);
    for (const key of [1, 2, 1, 3, 1, 2]) search(two, key);
    expect(read).toEqual([1, 2, 3, 2]);
    database.exec(`DROP TABLE vector_changes; DROP TABLE faces; DROP TABLE user_vectors; ${sql}`);
    const none = new VectorIndex(database, sources, 0);
    for (const key of [1, 1, 2, 1]) search(none, key);
    expect(read.slice(4)).toEqual([1, 2, 1]);
    database.close();
  });
});
