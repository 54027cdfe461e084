import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long a connection stays half open, so that its other side can read the answer before it is reset. */
const LINGER_MS = 1_000;

/** Reads nothing more of a body, not even what would go into buffers. */
export function stopReading(body: Readable & { readonly socket?: unknown }): void {
  body.pause();
  // A paused stream still fills its buffer.
  body._read = () => undefined;
  // Requests that are injected have no connection.
  if (body.socket instanceof Socket) body.socket.pause();
}

/**
 * Has the connection end after the answer when a part of the body was left unread. Node would read and throw away the
 * rest, whatever its size; and a connection that is closed with bytes waiting to be read is reset, which can take the
 * answer away from a client that is still sending. So nothing more is read, and the connection closes a moment later.
 */
export function endAfterAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  const { socket } = raw;
  void reply.header('Connection', 'close');
  if (!(socket instanceof Socket)) return;
  // Marks the body as somebody's concern, which is what keeps Node from reading it to its end.
  if (raw.readableFlowing === null) raw.read(0);
  stopReading(raw);
  lingerAtEnd(socket);
}

/** Keeps a connection half open for a moment when it ends, so that unread bytes do not reset it before the answer is read. */
export function lingerAtEnd(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    socket.setTimeout(LINGER_MS, () => socket.destroy());
  };
}
