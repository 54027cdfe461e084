import { randomUUID } from 'node:crypto';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { Failure } from '../../failures/failure.js';
import { codeOfThrown } from '../../failures/failures.table.js';
import { lingerAtEnd } from '../bodies/body-reader.js';
import type { Connections } from '../routes/connections.js';
import { renderProblem } from './problem.js';

/** Answers malformed or late HTTP with a problem, after earlier requests of the connection: they may be writes. */
export class ClientErrors {
  private readonly broken = new WeakSet<Socket>();

  constructor(
    private readonly connections: Pick<Connections, 'unansweredOn'>,
    private readonly basePath: string,
    private readonly corsHeaders: Readonly<Record<string, string>>,
    private readonly onProblem: (failure: Failure) => void,
  ) {}

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
    const responses = this.connections.unansweredOn(socket);
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
      ...this.corsHeaders,
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
