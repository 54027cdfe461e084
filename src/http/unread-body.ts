import { Socket } from 'node:net';

import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long a connection stays half open, so that its other side can read the answer before it is reset. */
const LINGER_MS = 1_000;

/**
 * Has the connection end after the answer when a part of the body was left unread. Node would read and throw away the
 * rest, whatever its size; and a connection that is closed with bytes waiting to be read is reset, which can take the
 * answer away from a client that is still sending. So nothing more is read, and the connection closes a moment later.
 */
export function endAfterAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  const { socket } = raw;
  void reply.header('Connection', 'close');
  // Requests that are injected have no connection.
  if (!(socket instanceof Socket)) return;
  // Marks the body as somebody's concern, which is what keeps Node from reading it to its end.
  if (raw.readableFlowing === null) raw.read(0);
  socket.pause();
  socket.destroySoon = () => {
    socket.end();
    socket.setTimeout(LINGER_MS, () => socket.destroy());
  };
}
