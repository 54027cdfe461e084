import { Agent, request } from 'node:http';
import type { ClientRequest, RequestOptions } from 'node:http';
import { Readable } from 'node:stream';

/** A body that comes with its length, or else a chunk that is sent again and again until so many bytes are. */
export interface Body {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly upToBytes?: number;
}

/** Status 0: the connection ended without an answer. */
export interface Answered {
  readonly status: number;
  readonly tookMs: number;
}

/** Above the time that the service gives any body and its call. */
const MAX_MS = 110_000;

/** Sends bodies as fast as they are taken, and stops when the answer is there. */
export class Sender {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly url: string) {}

  send({ path, headers, bytes, upToBytes }: Body, key: string): Promise<Answered> {
    const startedMs = performance.now();
    const length = upToBytes === undefined ? { 'content-length': bytes.length } : {};
    const options: RequestOptions = {
      method: 'POST',
      agent: this.agent,
      headers: { 'x-api-key': key, ...headers, ...length },
      timeout: MAX_MS,
    };
    return new Promise((resolve) => {
      const end = (status: number): void => resolve({ status, tookMs: performance.now() - startedMs });
      const asked = request(`${this.url}${path}`, options, (answer) => {
        answer.resume().on('end', () => {
          end(answer.statusCode ?? 0);
          if (!asked.writableFinished) asked.destroy();
        });
      });
      asked
        .on('timeout', () => asked.destroy())
        .on('error', () => end(0))
        .on('close', () => end(0));
      write(asked, bytes, upToBytes);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function write(asked: ClientRequest, bytes: Buffer, upToBytes: number | undefined): void {
  if (upToBytes === undefined) asked.end(bytes);
  else Readable.from(repeated(bytes, upToBytes)).pipe(asked);
}

function* repeated(bytes: Buffer, upToBytes: number): Iterable<Buffer> {
  for (let sent = 0; sent < upToBytes; sent += bytes.length) yield bytes;
}
