import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { Failure } from '../../failures/failure.js';
import { codeOfThrown } from '../../failures/failures.table.js';
import { lingerAtEnd } from '../bodies/body-reader.js';
import { renderProblem } from './problem.js';

/** Answers malformed or late HTTP with a problem, after earlier requests of the connection: they may be writes. */
export class ClientErrors {
  /** The pending responses of each connection, oldest first. */
  private readonly unanswered = new WeakMap<Socket, Set<ServerResponse>>();
  private readonly broken = new WeakSet<Socket>();

  constructor(
    private readonly basePath: string,
    private readonly onProblem: (failure: Failure) => void,
  ) {}

  watch(server: Server): void {
    server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const responses = this.unanswered.get(socket) ?? new Set();
      this.unanswered.set(socket, responses.add(response));
      response.once('close', () => responses.delete(response));
    });
  }

  /** The parser emits the error again for later bytes. */
  readonly answer = (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    if (this.broken.has(socket)) return;
    this.broken.add(socket);
    this.settle(new Failure(codeOfThrown(error.code ?? '') ?? 'malformed-request'), socket, false);
  };

  /** @param isLate whether earlier requests were answered first. */
  private settle(failure: Failure, socket: Socket, isLate: boolean): void {
    const responses = [...(this.unanswered.get(socket) ?? [])];
    const incomplete = responses.find(({ req, headersSent }) => !req.complete && !headersSent);
    const last = responses.filter((response) => response !== incomplete).at(-1);
    if (last !== undefined) {
      // Stops reading, so that the client cannot send garbage without end.
      socket.pause();
      if (incomplete === undefined) closeAfter(last, socket);
      last.once('close', () => this.settle(failure, socket, true));
    } else if (isLate && incomplete === undefined) socket.destroySoon();
    else this.refuse(failure, socket);
  }

  /** Writes the response to the socket, because there is no request to hand to Fastify. */
  private refuse(failure: Failure, socket: Socket): void {
    if (!socket.writable) return;
    const { status, headers, body } = renderProblem(failure, randomUUID(), this.basePath);
    const text = JSON.stringify(body);
    const lines = Object.entries({
      ...headers,
      'X-Request-Id': body.requestId,
      'Content-Length': Buffer.byteLength(text),
      Connection: 'close',
    });
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      ...lines.map(([name, value]) => `${name}: ${value}`),
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
    this.onProblem(failure);
  }
}

/** Sends `Connection: close` unless the headers have been sent. */
function closeAfter(response: ServerResponse, socket: Socket): void {
  response.shouldKeepAlive = false;
  lingerAtEnd(socket);
}
