import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

import type { Clock } from '../../resilience/time/clock.js';
import { lingerAtEnd } from '../bodies/unread-body.js';

/**
 * Ends the connections that a closing server would wait for without end. Node itself ends those that are idle after an
 * answer, but stops its time-outs for connections whose next request has not begun or is incomplete.
 */
export class Connections {
  /** How many requests of each open connection have not been answered yet. */
  private readonly unanswered = new Map<Socket, number>();
  private isClosing = false;

  /** @param headTimeoutMs how long a request that has begun may take to come while the server closes. */
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
      if (this.unanswered.size > 0) this.endLater(server);
      done();
    });
  }

  private endLater(server: Server): void {
    const cancelTimer = this.clock.schedule(this.headTimeoutMs, () => this.endUnused(() => true));
    server.once('close', cancelTimer);
  }

  private endUnused(isMeant: (socket: Socket) => boolean): void {
    for (const [socket, count] of this.unanswered) if (count === 0 && isMeant(socket)) socket.destroy();
  }

  private count(socket: Socket, change: 1 | -1): void {
    const count = this.unanswered.get(socket);
    if (count === undefined) return;
    this.unanswered.set(socket, count + change);
    if (!this.isClosing || count + change > 0) return;
    // A part of the next request may have come, and would take the answer away with a reset.
    lingerAtEnd(socket);
    socket.destroySoon();
  }
}
