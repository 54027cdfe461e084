import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eachOf } from '../figures.js';

/** One who begins a request and sends the rest a byte at a time. */
export interface SlowClient {
  /** The first bytes of the server's answer, so that the status is among them. */
  readonly heard: string;
  /** Since the connection was there. */
  readonly livedMs: number;
  /** Still open when it was no longer waited for. */
  readonly isOpen: boolean;
}

/** On average: each has a pace of its own. */
const BYTE_EVERY_MS = 500;
const AT_ONCE = 100;
const HEARD_CHARACTERS = 32;

/** A head without an end, and a body without an end for a path. */
export const startsOf = (method: string, path: string): readonly string[] => [
  `${method} ${path} HTTP/1.1\r\nHost: service.example\r\nX-API-Key: key-0\r\nX-Slow: `,
  `${method} ${path} HTTP/1.1\r\nHost: service.example\r\nX-API-Key: key-0\r\n` +
    'Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n{"faceIds":["',
];

/** Lets so many of them loose, the starts in turns, and watches them until each is closed or `longestMs` are over. */
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
