import type { ServerResponse } from 'node:http';

/** How an answer reaches its client: `drip` a byte at a time, `truncated` cut in half, `none` a closed socket. */
export type Delivery = 'whole' | 'drip' | 'truncated' | 'none';

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly delivery: Delivery;
}

/** A client that takes no byte of its answer for so long is let go. */
const STALLED_MS = 30_000;

/**
 * Writes an answer. When the promise resolves, its last byte has been handed over, in the same turn: nobody can have
 * acted on the answer yet.
 *
 * @param pause comes before each byte of a drip, and rejects to end it.
 */
export async function deliver(response: ServerResponse, reply: Reply, pause?: () => Promise<void>): Promise<void> {
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
  if (reply.delivery === 'drip') await drip(response, bytes, pause);
  else if (reply.delivery === 'truncated') await truncate(response, bytes);
  else response.end(bytes);
}

async function drip(response: ServerResponse, bytes: Buffer, pause?: () => Promise<void>): Promise<void> {
  response.flushHeaders();
  for (const byte of bytes) {
    await pause?.();
    if (response.destroyed) return;
    response.write(Uint8Array.of(byte));
  }
  response.end();
}

async function truncate(response: ServerResponse, bytes: Buffer): Promise<void> {
  await new Promise((resolve) => response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), resolve));
  response.destroy();
}
