import { connect, type Socket } from 'node:net';

import type { HeardAnswer } from './problem-rules.js';

/** A response parsed from the raw bytes. */
export interface RawAnswer extends HeardAnswer {
  /** Every header line, in order, names in lower case. */
  readonly lines: readonly (readonly [name: string, value: string])[];
}

/** A TCP connection for requests that no HTTP client would send. */
export class RawConnection {
  private readonly socket: Socket;
  private readonly chunks: Buffer[] = [];
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>;

  private constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk) => this.chunks.push(chunk));
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
  }

  static to(url: string): RawConnection {
    return new RawConnection(Number(new URL(url).port));
  }

  send(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Resolves when the service has taken the bytes, has answered or has closed the connection. */
  async sendAll(bytes: Buffer): Promise<void> {
    if (this.socket.destroyed || this.socket.write(bytes)) return;
    const taken = new Promise((resolve) => this.socket.once('drain', resolve));
    const heard = new Promise((resolve) => this.socket.once('data', resolve));
    await Promise.race([taken, heard, this.closed]);
  }

  /** Reads nothing before the service has taken all of the bytes or has closed the connection. */
  async sendBeforeReading(bytes: Buffer): Promise<void> {
    this.socket.pause();
    await new Promise((resolve) => this.socket.write(bytes, resolve));
    this.socket.resume();
  }

  destroy(): void {
    this.socket.destroy();
  }

  /** The bytes received so far. */
  get heard(): string {
    return Buffer.concat(this.chunks).toString('latin1');
  }

  /** The responses received so far, without 1xx. */
  get answers(): RawAnswer[] {
    return parseAnswers(Buffer.concat(this.chunks));
  }

  /** Waits until the service has closed the connection and returns all responses. */
  async rest(): Promise<RawAnswer[]> {
    await this.closed;
    return this.answers;
  }
}

/** Sends bytes on a new connection and returns all responses until the service closes it. */
export function exchange(url: string, bytes: string | Buffer): Promise<RawAnswer[]> {
  const connection = RawConnection.to(url);
  connection.send(bytes);
  return connection.rest();
}

/** A request head; `Connection: close` makes the service end the connection after its answer. */
export function head(requestLine: string, headers: readonly string[] = []): string {
  const lines = [requestLine, 'Host: service.example', 'Connection: close', ...headers];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function parseAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return answers;
    const [statusLine = '', ...fields] = rest.subarray(0, end).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]);
    const lines = fields.map((line): readonly [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
    const headers = Object.fromEntries(lines);
    const body = rest.subarray(end + 4);
    const length = status < 200 || status === 204 ? 0 : Number(headers['content-length'] ?? body.length);
    if (status >= 200 || Number.isNaN(status)) {
      answers.push({ status, headers, lines, text: body.subarray(0, length).toString() });
    }
    rest = body.subarray(length);
  }
}
