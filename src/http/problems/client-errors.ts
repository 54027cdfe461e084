import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { Failure } from '../../failures/failure.js';
import { codeOfThrown } from '../../failures/failures.table.js';
import { renderProblem } from './problem.js';
import { lingerAtEnd } from '../bodies/unread-body.js';

/**
 * Answers bytes that Node could not read as HTTP, or that did not come in time, with a problem. Requests that were
 * complete before those bytes get their own answers first, since they may be writes that are being carried out.
 */
export class ClientErrors {
  /** The requests of each connection that have not been answered yet, oldest first. */
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

  /** The listener of the server's `clientError`. The parser reports an error again for all bytes that follow. */
  readonly answer = (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    if (this.broken.has(socket)) return;
    this.broken.add(socket);
    this.settle(new Failure(codeOfThrown(error.code ?? '') ?? 'malformed-request'), socket, false);
  };

  /** @param isLate whether the failure had to wait for the answers to earlier requests. */
  private settle(failure: Failure, socket: Socket, isLate: boolean): void {
    const responses = [...(this.unanswered.get(socket) ?? [])];
    const incomplete = responses.find(({ req, headersSent }) => !req.complete && !headersSent);
    const last = responses.filter((response) => response !== incomplete).at(-1);
    if (last !== undefined) {
      // Nothing more is read from the connection, and so no endless garbage either.
      socket.pause();
      if (incomplete === undefined) closeAfter(last, socket);
      last.once('close', () => this.settle(failure, socket, true));
    } else if (isLate && incomplete === undefined) socket.destroySoon();
    else this.refuse(failure, socket);
  }

  /** No request can be answered by a handler, so the answer is written to the socket. */
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

/** Says `Connection: close` in the answer unless its head has been sent. */
function closeAfter(response: ServerResponse, socket: Socket): void {
  response.shouldKeepAlive = false;
  lingerAtEnd(socket);
}
