import { setImmediate } from 'node:timers/promises';

/**
 * The processor time after which a wait is given up, so that a test that waits in vain fails under its own name. A busy
 * machine makes the process slow, but does not use up its processor time.
 */
const GIVE_UP_CPU_MS = 60_000;

/** Waits for a fact. */
export async function eventually(fact: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = giveUpOn('a fact that did not come');
  while (!(await fact())) {
    giveUp();
    await setImmediate();
  }
}

/** A check for a waiting loop, which throws when the loop has used too much processor time. */
export function giveUpOn(awaited: string): () => void {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    if ((user + system) / 1_000 > GIVE_UP_CPU_MS) throw new Error(`waited in vain for ${awaited}`);
  };
}
