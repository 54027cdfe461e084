import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

import type { Clock } from '../../resilience/time/clock.js';
import { lingerAtEnd } from '../bodies/body-reader.js';

/**
 * Closes the connections that a closing server would otherwise wait for forever: Node stops its timeouts for connections
 * whose next request has not started or is incomplete.
 */
export class Connections {
  /** The number of pending requests of each open connection. */
  private readonly unanswered = new Map<Socket, number>();
  private isClosing = false;

  /** @param headTimeoutMs how long a partially received request may take to arrive while the server closes. */
  constructor(
    private readonly clock: Clock,
    private readonly headTimeoutMs: number,
  ) {}

  watch(fastify: FastifyInstance): void {
    const { server } = fastify;
    server.on('connection', (socket: Socket) => {
      if (this.isClosing) socket.destroy();
      this.unanswered.set(socket, 0);
      socket.once('close', () => this.unanswered.delete(socket));
    });
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.count(socket, 1);
      response.once('close', () => this.count(socket, -1));
    });
    fastify.addHook('preClose', (done) => {
      this.isClosing = true;
      this.endUnused((socket) => socket.bytesRead === 0);
      if (this.unanswered.size > 0) {
        server.once(
          'close',
          this.clock.schedule(this.headTimeoutMs, () => this.endUnused(() => true)),
        );
      }
      done();
    });
  }

  private endUnused(isMeant: (socket: Socket) => boolean): void {
    for (const [socket, count] of this.unanswered) if (count === 0 && isMeant(socket)) socket.destroy();
  }

  private count(socket: Socket, change: 1 | -1): void {
    const count = this.unanswered.get(socket);
    if (count === undefined) return;
    this.unanswered.set(socket, count + change);
    if (!this.isClosing || count + change > 0) return;
    // Unread bytes of a next request would reset the connection and lose the response.
    lingerAtEnd(socket);
    socket.destroySoon();
  }
}
