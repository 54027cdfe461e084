import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

import type { Clock } from '../../resilience/time/clock.js';
import { lingerAtEnd } from '../bodies/body-reader.js';

/** Phases of the process, in order. */
export type Phase = 'starting' | 'ready' | 'draining' | 'closing';

/** While draining, requests are served, but readiness is 503. While closing, new requests are rejected. */
export class Lifecycle {
  phase: Phase = 'starting';

  get leaving(): boolean {
    return this.phase === 'draining' || this.phase === 'closing';
  }
}

/**
 * Knows the pending responses of each open connection, and closes the connections that a closing server would otherwise
 * wait for forever: Node stops its timeouts for connections whose next request has not started or is incomplete.
 */
export class Connections {
  /** Requests being answered. */
  active = 0;
  private readonly unanswered = new Map<Socket, Set<ServerResponse>>();
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
      this.unanswered.set(socket, new Set());
      socket.once('close', () => this.unanswered.delete(socket));
    });
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      this.active += 1;
      this.unanswered.get(socket)?.add(response);
      response.once('close', () => this.answered(socket, response));
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

  /** The pending responses of a connection, oldest first. */
  unansweredOn(socket: Socket): ServerResponse[] {
    return [...(this.unanswered.get(socket) ?? [])];
  }

  private endUnused(isMeant: (socket: Socket) => boolean): void {
    for (const [socket, { size }] of this.unanswered) if (size === 0 && isMeant(socket)) socket.destroy();
  }

  private answered(socket: Socket, response: ServerResponse): void {
    this.active -= 1;
    const responses = this.unanswered.get(socket);
    responses?.delete(response);
    if (!this.isClosing || responses?.size !== 0) return;
    // Unread bytes of a next request would reset the connection and lose the response.
    lingerAtEnd(socket);
    socket.destroySoon();
  }
}
