import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long a connection stays half-closed, so that the client can read the response before a reset. */
const LINGER_MS = 1_000;

/** Stops reading a body, including into buffers. */
export function stopReading(body: Readable & { readonly socket?: unknown }): void {
  body.pause();
  // A paused stream still fills its buffer.
  body._read = () => undefined;
  // Requests from `inject()` have no socket.
  if (body.socket instanceof Socket) body.socket.pause();
}

/**
 * Closes the connection after a response to a request whose body was not read to its end. By default, Node reads and
 * discards the rest, whatever its size. Closing with unread bytes resets the connection, and a client that is still
 * sending can lose the response. Therefore reading stops and the connection stays half-closed for `LINGER_MS`.
 */
export function endAfterAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  const { socket } = raw;
  void reply.header('Connection', 'close');
  if (!(socket instanceof Socket)) return;
  // Marks the body as consumed: Node reads unconsumed bodies to their end after the response.
  if (raw.readableFlowing === null) raw.read(0);
  stopReading(raw);
  lingerAtEnd(socket);
}

/** Delays the destruction of an ended connection: unread bytes would reset it before the client reads the response. */
export function lingerAtEnd(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    socket.setTimeout(LINGER_MS, () => socket.destroy());
  };
}
