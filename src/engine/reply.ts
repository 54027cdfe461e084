import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** How an answer reaches its client: `drip` a byte per 100 ms, `truncated` cut in half, `none` a closed socket. */
export type Delivery = 'whole' | 'drip' | 'truncated' | 'none';

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly delivery: Delivery;
}

const DRIP_MS = 100;
/** A client that takes no byte of its answer for so long is let go. */
const STALLED_MS = 30_000;

/**
 * Writes an answer. When the promise resolves, its last byte has been handed over, in the same turn: nobody can have
 * acted on the answer yet.
 *
 * @param signal ends a drip.
 */
export async function deliver(response: ServerResponse, reply: Reply, signal: AbortSignal): Promise<void> {
  const { socket } = response;
  if (response.destroyed || !socket) return;
  if (reply.delivery === 'none') {
    socket.destroy();
    return;
  }
  const bytes = Buffer.from(reply.body);
  // Without a listener Node destroys a socket whose time is over, and sets the usual time again after the answer.
  socket.setTimeout(STALLED_MS);
  response.writeHead(reply.status, { 'content-type': reply.contentType, 'content-length': bytes.length });
  if (reply.delivery === 'drip') await drip(response, bytes, signal);
  else if (reply.delivery === 'truncated') await truncate(response, bytes);
  else response.end(bytes);
}

async function drip(response: ServerResponse, bytes: Buffer, signal: AbortSignal): Promise<void> {
  response.flushHeaders();
  for (const byte of bytes) {
    await delay(DRIP_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || response.destroyed) return;
    response.write(Uint8Array.of(byte));
  }
  response.end();
}

async function truncate(response: ServerResponse, bytes: Buffer): Promise<void> {
  await new Promise((resolve) => response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), resolve));
  response.destroy();
}
