import { setImmediate } from 'node:timers/promises';

/** Longer than anything a test waits for; a test that waits in vain ends here, with its own name on it. */
const GIVE_UP_MS = 20_000;

/** Waits for a fact. */
export async function eventually(fact: () => boolean | Promise<boolean>): Promise<void> {
  const patience = patienceOf('a fact that did not come');
  while (!(await fact())) {
    patience();
    await setImmediate();
  }
}

/** A check for a waiting loop, which throws when the loop has gone on for too long. */
export function patienceOf(awaited: string): () => void {
  const endMs = performance.now() + GIVE_UP_MS;
  return () => {
    if (performance.now() > endMs) throw new Error(`waited in vain for ${awaited}`);
  };
}
