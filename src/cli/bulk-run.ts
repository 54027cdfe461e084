import type { BulkItem } from './bulk-input.js';

/** One line of the outcome file. */
export interface BulkOutcome {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  /** 0 if the service could not be reached. */
  readonly status: number;
  /** The answer, or the problem. */
  readonly answer: unknown;
}

export interface BulkOptions {
  readonly url: string;
  readonly apiKey: string;
  readonly concurrency: number;
  readonly wait: (delayMs: number) => Promise<void>;
  /** Must have stored the outcome when the promise resolves. */
  readonly onOutcome: (outcome: BulkOutcome) => Promise<void>;
  readonly signal: AbortSignal;
}

interface Reply {
  readonly status: number;
  readonly answer: Record<string, unknown>;
  /** Undefined if the request should not be repeated. */
  readonly againInMs?: number;
}

const MOST_TRIES = 20;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** Longer than the service's longest wait. */
const REQUEST_MS = 60_000;
const ERASURE_POLL_MS = 1_000;

/** Sends all items, each until it has a final answer. Stops after the running ones when the signal aborts. */
export async function runBulk(items: readonly BulkItem[], options: BulkOptions): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    const { signal } = options;
    for (let item = queue.shift(); item !== undefined && !signal.aborted; item = queue.shift()) {
      const { status, answer } = await finalReply(item, options);
      await options.onOutcome({ key: item.key, method: item.method, path: item.path, status, answer });
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
}

async function finalReply(item: BulkItem, options: BulkOptions): Promise<Reply> {
  for (let tries = 1; ; tries += 1) {
    const reply = await send(item, options);
    if (reply.againInMs === undefined || options.signal.aborted) return reply;
    // A running erasure (202) is progress, not a failed try.
    if (reply.status === 202) tries -= 1;
    if (tries >= MOST_TRIES) return reply;
    const backoffMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, tries - 1));
    await options.wait(Math.max(reply.againInMs, reply.status === 202 ? 0 : backoffMs));
  }
}

async function send({ method, path, body, key }: BulkItem, { url, apiKey, wait }: BulkOptions): Promise<Reply> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json', 'idempotency-key': key, prefer: 'wait=30' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const answer = (response.status === 204 ? {} : await response.json()) as Record<string, unknown>;
    const againInMs = againAfter(response, answer);
    await wait(untilNextTurn(response.headers.get('ratelimit')));
    return { status: response.status, answer, ...(againInMs !== undefined && { againInMs }) };
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return { status: 0, answer: { detail }, againInMs: FIRST_DELAY_MS };
  }
}

function againAfter({ status, headers }: Response, { retryable }: Record<string, unknown>): number | undefined {
  if (status === 202) return ERASURE_POLL_MS;
  if (status < 400 || retryable !== true) return undefined;
  return Number(headers.get('retry-after') ?? 0) * 1_000;
}

/** Pauses while the account has no quota left: `"DisassociateFaces";r=0;t=1` means a turn in one second. */
function untilNextTurn(rateLimit: string | null): number {
  const [, left, seconds] = /;r=(\d+);t=(\d+)/.exec(rateLimit ?? '') ?? [];
  return left === '0' ? Number(seconds) * 1_000 : 0;
}
