import { setImmediate } from 'node:timers/promises';

/** Waits for a fact. It has no end of its own: the test's time-out is its end, and names the test that waited in vain. */
export async function eventually(fact: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await fact())) await setImmediate();
}
