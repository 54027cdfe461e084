import { setTimeout as pause } from 'node:timers/promises';
import type { Disassociation } from './people.js';
import type { Answer, Disassociate } from './disassociate.js';

/** One call and its result. Times in milliseconds since the start of the load. */
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

/** Sends all calls at once. */
export function burst(disassociations: readonly Disassociation[], disassociate: Disassociate): Promise<Load> {
  return steady(disassociations, Number.POSITIVE_INFINITY, disassociate);
}

/** Sends calls at a constant rate, regardless of earlier responses, and waits for all responses. */
export async function steady(
  disassociations: readonly Disassociation[],
  perSecond: number,
  disassociate: Disassociate,
): Promise<Load> {
  const startedAtMs = Date.now();
  const began = performance.now();
  const running = disassociations.map(async (call, index): Promise<Sample> => {
    const dueMs = (index / perSecond) * 1_000;
    if (dueMs > 0) await pause(dueMs);
    const startedMs = performance.now() - began;
    const answer = await within(MAX_CALL_MS, disassociate(call));
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
