import { setImmediate } from 'node:timers/promises';

/**
 * CPU time after which a wait fails, so that the error names the test and the condition. CPU time rather than wall
 * time, because a busy machine slows the process down without using its CPU time.
 */
const GIVE_UP_CPU_MS = 60_000;

/** Polls until the condition is true. */
export async function eventually(fact: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = giveUpOn('a fact that did not come');
  while (!(await fact())) {
    giveUp();
    await setImmediate();
  }
}

/** Returns a check for a polling loop. It throws once the loop has used GIVE_UP_CPU_MS of CPU time. */
export function giveUpOn(awaited: string): () => void {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    if ((user + system) / 1_000 > GIVE_UP_CPU_MS) throw new Error(`waited in vain for ${awaited}`);
  };
}
