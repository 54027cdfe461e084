import type { ServerResponse } from 'node:http';
import type { Reply } from '../service.js';

/** The connection is closed after the client has read nothing for this long. */
const STALLED_MS = 30_000;

/**
 * Writes a reply. Resolves in the same turn in which the last byte is handed over, so before the client can react.
 *
 * @param pause awaited before each byte of a drip; its rejection ends the drip
 */
export async function deliver(response: ServerResponse, reply: Reply, pause?: () => Promise<void>): Promise<void> {
  const { socket } = response;
  if (response.destroyed || !socket) return;
  if (reply.delivery === 'none') {
    socket.destroy();
    return;
  }
  const bytes = Buffer.from(reply.body);
  // Without a timeout listener, Node destroys the socket, and restores the default timeout after the response.
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
