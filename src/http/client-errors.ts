import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { Failure } from '../failures/failure.js';
import { codeOfThrown } from '../failures/failures.table.js';
import { renderProblem } from './problem.js';

/**
 * Answers a request that Node could not read as HTTP, or that did not come in time, with a problem like any other. No
 * request object exists then, so the answer is written to the socket.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, basePath: string): Failure | undefined {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return undefined;
  }
  const failure = new Failure(codeOfThrown(error.code ?? '') ?? 'malformed-request');
  const { status, headers, body } = renderProblem(failure, randomUUID(), basePath);
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
  return failure;
}
