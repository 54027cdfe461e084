import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Store } from './store.js';

const realm = { accountId: '123456789012', region: 'us-east-1' };
const box = { Width: 1, Height: 1, Left: 0, Top: 0 };
const FACES = 450;
const USERS = 250;

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
  file = join(folder, 'engine.db');
});
afterEach(() => rm(folder, { recursive: true }));

/** A store with two collections of many faces and users, the first of which has just been removed. */
function storeAfterRemoval(): Store {
  const store = new Store(file);
  store.transaction(() => {
    for (const id of ['removed', 'kept']) {
      store.collections.insert(realm, id, {}, 0);
      const { key } = store.collections.find(realm, id)!;
      for (let number = 0; number < USERS; number += 1) store.users.insert(key, `user${number}`);
      const user = store.users.find(key, 'user0')!;
      for (let number = 0; number < FACES; number += 1) {
        const [imageHash, vector] = [new Uint8Array(32), new Float32Array(128)];
        const face = { imageId: 'image', imageHash, position: number, box, confidence: 99, vector, foundFromMs: 0 };
        store.faces.insert(key, { id: `face${number}`, ...face });
        store.faces.setUser(store.faces.find(key, `face${number}`)!.key, user.key);
      }
    }
  });
  store.transaction(() => store.removeCollection(store.collections.find(realm, 'removed')!.key));
  return store;
}

/** More turns of the event loop than there are slices to sweep. */
async function letSweep(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function rowsOf(table: string): unknown {
  const database = new DatabaseSync(file);
  try {
    return database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows'];
  } finally {
    database.close();
  }
}

function rows() {
  return { collections: rowsOf('collections'), users: rowsOf('users'), faces: rowsOf('faces') };
}

describe('The data of a removed collection', () => {
  it('is deleted between calls, and no other data', async () => {
    const store = storeAfterRemoval();
    await letSweep();
    expect(store.collections.find(realm, 'kept')).toMatchObject({ faceCount: FACES, userCount: USERS });
    store.close();
    expect(rows()).toEqual({ collections: 1, users: USERS, faces: FACES });
  });

  it('is invisible before it is deleted, and its id can be reused', () => {
    const store = storeAfterRemoval();
    expect(store.collections.find(realm, 'removed')).toBeUndefined();
    expect(store.collections.list(realm, 0, 10).map(({ id }) => id)).toEqual(['kept']);
    expect(store.collections.insert(realm, 'removed', {}, 0)).toBe(true);
    expect(store.collections.find(realm, 'removed')).toMatchObject({ faceCount: 0, userCount: 0 });
    store.close();
  });

  it('is deleted by the next store on the file if the first one was closed too early', async () => {
    storeAfterRemoval().close();
    expect(rows()).toEqual({ collections: 2, users: 2 * USERS, faces: 2 * FACES });
    const next = new Store(file);
    await letSweep();
    next.close();
    expect(rows()).toEqual({ collections: 1, users: USERS, faces: FACES });
  });

  it('is kept if the removal is rolled back', async () => {
    const store = new Store(file);
    store.collections.insert(realm, 'staff', {}, 0);
    const undone = () =>
      store.transaction(() => {
        store.removeCollection(store.collections.find(realm, 'staff')!.key);
        throw new Error('no');
      });
    expect(undone).toThrow('no');
    await letSweep();
    expect(store.collections.find(realm, 'staff')).toBeDefined();
    store.close();
  });
});
