import { setTimeout as pause } from 'node:timers/promises';
import type { Unlink } from './people.js';
import type { Answer, Unlinker } from './unlink.js';

/** One call of the load and what became of it; times in milliseconds since the load began. */
export interface Sample {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly answer: Answer;
  readonly tenant: string;
}

export interface Load {
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly samples: readonly Sample[];
}

const MAX_CALL_MS = 2 * 60_000;
const UNANSWERED: Answer = { failure: 'unanswered' };

/** All at once. */
export function burst(unlinks: readonly Unlink[], unlink: Unlinker): Promise<Load> {
  return steady(unlinks, Number.POSITIVE_INFINITY, unlink);
}

/** So many a second, whether or not those before are answered; waits for the answers of all. */
export async function steady(unlinks: readonly Unlink[], perSecond: number, unlink: Unlinker): Promise<Load> {
  const startedAtMs = Date.now();
  const began = performance.now();
  const running = unlinks.map(async (call, index): Promise<Sample> => {
    const dueMs = (index / perSecond) * 1_000;
    if (dueMs > 0) await pause(dueMs);
    const startedMs = performance.now() - began;
    const answer = await within(MAX_CALL_MS, unlink(call));
    return { startedMs, endedMs: performance.now() - began, answer, tenant: call.tenant ?? '' };
  });
  return { startedAtMs, samples: await Promise.all(running) };
}

async function within(longestMs: number, answer: Promise<Answer>): Promise<Answer> {
  const over = new AbortController();
  const late = pause(longestMs, UNANSWERED, { signal: over.signal }).catch(() => UNANSWERED);
  try {
    return await Promise.race([answer, late]);
  } finally {
    over.abort();
  }
}
