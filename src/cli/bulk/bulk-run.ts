import { createHash } from 'node:crypto';

import type { BulkItem } from './bulk-input.js';

/** One line of the outcome file. */
export interface BulkOutcome {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  /** 0 if the service could not be reached. */
  readonly status: number;
  /** The answer, or the problem. */
  readonly answer: Readonly<Record<string, unknown>>;
}

export interface BulkOptions {
  /** Without a slash at the end. */
  readonly url: string;
  readonly apiKey: string;
  readonly concurrency: number;
  /** Resolves early if the signal aborts. */
  readonly wait: (delayMs: number) => Promise<void>;
  /** Must have stored the outcome when the promise resolves. */
  readonly onOutcome: (outcome: BulkOutcome) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface KeyedItem extends BulkItem {
  readonly key: string;
}

interface Reply extends Pick<BulkOutcome, 'status' | 'answer'> {
  /** Undefined if the request should not be repeated. */
  readonly againInMs?: number;
}

const MAX_TRIES = 20;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
/** Longer than the service's longest wait. */
const REQUEST_MS = 60_000;
const ERASURE_POLL_MS = 1_000;
const ACCEPTED = 202;

/**
 * Adds the Idempotency-Key: the same when a run is continued, so that a repeated request has no second effect, and
 * another one in another run, so that the same change can be made again.
 */
export function keyed(items: readonly BulkItem[], run: string): KeyedItem[] {
  return items.map((item) => ({
    ...item,
    key: createHash('sha256')
      .update(JSON.stringify([run, item.method, item.path, item.body]))
      .digest('base64url'),
  }));
}

/** Sends each item until it has a final answer. Sends no further items once the signal aborts. */
export async function runBulk(items: readonly KeyedItem[], options: BulkOptions): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined && !options.signal.aborted; item = queue.shift()) {
      const { key, method, path } = item;
      const { status, answer } = await finalReply(item, options);
      await options.onOutcome({ key, method, path, status, answer });
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
}

async function finalReply(item: KeyedItem, options: BulkOptions): Promise<Reply> {
  let delayMs = FIRST_DELAY_MS;
  for (let failures = 0; ;) {
    const { againInMs, ...reply } = await send(item, options);
    // A running erasure (202) is progress, not a failure.
    if (reply.status !== ACCEPTED) failures += 1;
    if (againInMs === undefined || failures === MAX_TRIES) return reply;
    await options.wait(reply.status === ACCEPTED ? ERASURE_POLL_MS : Math.max(againInMs, delayMs));
    delayMs = Math.min(MAX_DELAY_MS, delayMs * 2);
    if (options.signal.aborted) return reply;
  }
}

async function send({ method, path, body, key }: KeyedItem, { url, apiKey, wait }: BulkOptions): Promise<Reply> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json', 'idempotency-key': key, prefer: 'wait=30' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const { status, headers } = response;
    const answer = (status === 204 ? {} : await response.json()) as Record<string, unknown>;
    const again = status === ACCEPTED || (status >= 400 && answer['retryable'] === true);
    if (again) return { status, answer, againInMs: Number(headers.get('retry-after') ?? 0) * 1_000 };
    await wait(untilNextTurn(headers.get('ratelimit')));
    return { status, answer };
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return { status: 0, answer: { detail }, againInMs: 0 };
  }
}

/** Pauses while the account has no quota left: `"DisassociateFaces";r=0;t=1` means a turn in one second. */
function untilNextTurn(rateLimit: string | null): number {
  const [, left, seconds] = /;r=(\d+);t=(\d+)/.exec(rateLimit ?? '') ?? [];
  return left === '0' ? Number(seconds) * 1_000 : 0;
}
