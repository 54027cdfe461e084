import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How many of these objects are still in memory after a garbage collection. */
export async function countKept(objects: readonly WeakRef<object>[]): Promise<number> {
  // Objects are kept until the end of the turn in which a reference to them was made or read.
  await setImmediate();
  collectGarbage();
  return objects.filter((object) => object.deref() !== undefined).length;
}

/** The size of all objects in memory after a garbage collection. */
export async function heapBytes(): Promise<number> {
  await setImmediate();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
