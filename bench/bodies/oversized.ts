import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Figure } from '../figures.js';
import { MEBIBYTE, peakBytes, residentBytes, resetPeak } from '../memory.js';
import type { Running } from '../processes.js';
import type { Body } from './senders.js';
import { Sender } from './senders.js';

/** A kind of body that is far too large, and what of it may be read. */
export interface Oversized {
  readonly title: string;
  readonly body: Body;
  readonly limitBytes: number;
  readonly refusal: number;
}

const KIBIBYTE = 1_024;
const CHUNK_BYTES = 64 * KIBIBYTE;
/** Each request's head, and the lengths of its chunks. */
const FRAMING_BYTES = 4 * KIBIBYTE;
const FLOOD_BYTES = 100_000_000;
const MAX_GROWTH_MEBIBYTES = 30;
/** By then all connections are closed: those whose bodies were not read to the end linger for a second. */
export const LINGER_MS = 1_500;
const MAX_REPLY_MS = 5_000;

const SEARCH = '/collections/staff/faces/search';
const JSON_TYPE = { 'content-type': 'application/json' };
const FORM = { 'content-type': 'multipart/form-data; boundary=part' };
const PART = '--part\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n';

const endless = (path: string, headers: Body['headers'], start: string): Body => ({
  path,
  headers,
  bytes: Buffer.from(start.padEnd(CHUNK_BYTES, 'A')),
  upToBytes: FLOOD_BYTES,
});

const bomb = (headers: Body['headers']): Body => ({
  path: SEARCH,
  headers: { ...headers, 'content-encoding': 'gzip' },
  bytes: gzipSync(Buffer.alloc(FLOOD_BYTES)),
});

export const OVERSIZED: readonly Oversized[] = [
  {
    title: 'ids in JSON',
    body: endless('/collections/staff/faces/delete', JSON_TYPE, '"'),
    limitBytes: 256 * KIBIBYTE,
    refusal: 413,
  },
  { title: 'an image in JSON', body: endless(SEARCH, JSON_TYPE, '"'), limitBytes: 7 * MEBIBYTE, refusal: 413 },
  {
    title: 'an image',
    body: endless(SEARCH, { 'content-type': 'image/png' }, '\x89PNG'),
    limitBytes: 5 * MEBIBYTE,
    refusal: 413,
  },
  { title: 'an image in a form', body: endless(SEARCH, FORM, PART), limitBytes: 5 * MEBIBYTE, refusal: 413 },
  { title: 'JSON in gzip', body: bomb(JSON_TYPE), limitBytes: 0, refusal: 415 },
  { title: 'a form in gzip', body: bomb(FORM), limitBytes: 0, refusal: 415 },
];

/** All at once: how they are answered, how much of each is read, and how much memory that takes. */
export async function oversizedFigures(service: Running, kind: Oversized, senders: number): Promise<Figure[]> {
  const { pid = 0 } = service.child;
  await mostRead(service);
  const beforeBytes = residentBytes(pid);
  resetPeak(pid);
  const sender = new Sender(service.url);
  const sending = Array.from({ length: senders }, (_none, number) => sender.send(kind.body, `key-${number % 2}`));
  const statuses = (await Promise.all(sending)).map(({ status }) => status);
  sender.close();
  await sleep(LINGER_MS);
  const count = (...wanted: number[]): number => statuses.filter((status) => wanted.includes(status)).length;
  const beyond = Math.max(0, (await mostRead(service)) - kind.limitBytes - FRAMING_BYTES);
  const grown = Math.max(0, peakBytes(pid) - beforeBytes);
  return [
    { name: `answered ${kind.refusal}`, value: count(kind.refusal), unit: 'calls', atLeast: 1 },
    { name: 'answered 503', value: count(503), unit: 'calls' },
    { name: 'otherwise or not', value: statuses.length - count(kind.refusal, 503), unit: 'calls', atMost: 0 },
    { name: 'read beyond the limit', value: beyond / KIBIBYTE, unit: 'KiB', atMost: CHUNK_BYTES / KIBIBYTE },
    { name: 'grown by', value: grown / MEBIBYTE, unit: 'MiB', atMost: MAX_GROWTH_MEBIBYTES },
  ];
}

/** The most that the service read from one connection since it was asked last; not a number when it is gone. */
async function mostRead({ child }: Running): Promise<number> {
  if (!child.connected) return Number.NaN;
  const told = once(child, 'message', { signal: AbortSignal.timeout(MAX_REPLY_MS) });
  child.send('most read');
  const [{ mostReadBytes }] = (await told.catch(() => [{ mostReadBytes: Number.NaN }])) as [{ mostReadBytes: number }];
  return mostReadBytes;
}
