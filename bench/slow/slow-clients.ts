import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eachOf } from '../figures.js';

/** A client that starts a request and sends the rest byte by byte. */
export interface SlowClient {
  /** The first bytes of the response, including the status. */
  readonly heard: string;
  /** Since the connection was established. */
  readonly livedMs: number;
  /** Whether the connection was still open at the end. */
  readonly isOpen: boolean;
}

/** On average; the interval of each client differs. */
const BYTE_EVERY_MS = 500;
const AT_ONCE = 100;
const HEARD_CHARACTERS = 32;

/** Headers that never end, or a body that never ends. */
export const startsOf = (method: string, path: string): readonly string[] => [
  `${method} ${path} HTTP/1.1\r\nHost: service.example\r\nX-API-Key: key-0\r\nX-Slow: `,
  `${method} ${path} HTTP/1.1\r\nHost: service.example\r\nX-API-Key: key-0\r\n` +
    'Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n{"faceIds":["',
];

/** Starts slow clients and waits until all are closed or `longestMs` has passed. */
export async function slowClients(
  { url }: { readonly url: string },
  starts: readonly string[],
  count: number,
  longestMs: number,
): Promise<SlowClient[]> {
  const port = Number(new URL(url).port);
  const lives: Promise<SlowClient>[] = [];
  await eachOf(count, AT_ONCE, async (number) => {
    const { begun, life } = slowClient(port, starts[number % starts.length] ?? '', longestMs);
    lives.push(life);
    await begun;
  });
  return Promise.all(lives);
}

function slowClient(
  port: number,
  start: string,
  longestMs: number,
): { begun: Promise<void>; life: Promise<SlowClient> } {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let heard = '';
  socket.setEncoding('latin1').on('data', (text) => (heard += heard.length < HEARD_CHARACTERS ? String(text) : ''));
  socket.on('error', () => undefined);
  const begun = new Promise<void>((resolve) => socket.once('connect', resolve).once('close', () => resolve()));
  const life = begun.then(async () => {
    const beganMs = performance.now();
    socket.write(start);
    const dripping = setInterval(() => socket.writable && socket.write('a'), BYTE_EVERY_MS * (0.5 + Math.random()));
    const over = new AbortController();
    socket.once('close', () => over.abort());
    if (!socket.destroyed) await sleep(longestMs, undefined, over).catch(() => undefined);
    clearInterval(dripping);
    const isOpen = !socket.destroyed;
    socket.destroy();
    return { heard: heard.slice(0, HEARD_CHARACTERS), livedMs: performance.now() - beganMs, isOpen };
  });
  return { begun, life };
}
