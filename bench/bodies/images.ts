import { imageOf, LARGEST_IMAGE_BYTES } from '../../test/harness/images.js';
import type { Figure } from '../figures.js';
import { percentile } from '../figures.js';
import { MEBIBYTE, peakBytes } from '../memory.js';
import type { MemoryLimit, Running } from '../processes.js';
import type { Answered, Body } from './senders.js';
import { Sender } from './senders.js';

const DETECT = '/faces/detect';
const image = imageOf('ann', LARGEST_IMAGE_BYTES);
const PART = '--part\r\nContent-Disposition: form-data; name="image"; filename="photo.png"\r\n\r\n';

export const IN_JSON: Body = {
  path: DETECT,
  headers: { 'content-type': 'application/json' },
  bytes: Buffer.from(JSON.stringify({ image: { bytes: image.toString('base64') } })),
};

/** The largest image that there is, in each form in which the service takes one. */
export const IMAGES: readonly Body[] = [
  IN_JSON,
  { path: DETECT, headers: { 'content-type': 'image/png' }, bytes: image },
  {
    path: DETECT,
    headers: { 'content-type': 'multipart/form-data; boundary=part' },
    bytes: Buffer.concat([Buffer.from(PART), image, Buffer.from('\r\n--part--\r\n')]),
  },
];

/** Who sends what, for how long. */
export interface ImageFlood {
  readonly bodies: readonly Body[];
  readonly senders: number;
  readonly seconds: number;
  readonly memory: MemoryLimit;
}

/** What may become of an image: served, refused, late, or not answered at all. */
const KNOWN = new Set([200, 503, 413, 504, 408, 0]);

/** Each sender sends one image after another until time is up or the process under load is gone. */
export async function imageFlood({ url, child }: Running, flood: ImageFlood): Promise<Figure[]> {
  const sender = new Sender(url);
  const answers: Answered[] = [];
  const endMs = performance.now() + flood.seconds * 1_000;
  const isOver = (): boolean => performance.now() >= endMs || child.exitCode !== null || child.signalCode !== null;
  const sendOn = async (number: number): Promise<void> => {
    for (let round = number; !isOver(); round += 1) {
      const body = flood.bodies[round % flood.bodies.length]!;
      answers.push(await sender.send(body, `key-${number % 2}`));
    }
  };
  await Promise.all(Array.from({ length: flood.senders }, (_none, number) => sendOn(number)));
  sender.close();
  return [...answerFigures(answers), ...memoryFigures(child, flood.memory)];
}

function answerFigures(answers: readonly Answered[]): Figure[] {
  const count = (...statuses: number[]): number => answers.filter(({ status }) => statuses.includes(status)).length;
  const others = answers.map(({ status }) => status).filter((status) => !KNOWN.has(status));
  const named = others.length === 0 ? '' : ` (${[...new Set(others)].join(', ')})`;
  const times = answers.filter(({ status }) => status !== 0).map(({ tookMs }) => tookMs);
  return [
    { name: 'served', value: count(200), unit: 'calls', atLeast: 1 },
    { name: 'answered 503', value: count(503), unit: 'calls' },
    { name: 'answered 413', value: count(413), unit: 'calls' },
    { name: 'answered 504 or 408', value: count(504, 408), unit: 'calls' },
    { name: `answered otherwise${named}`, value: others.length, unit: 'calls', atMost: 0 },
    { name: 'not answered', value: count(0), unit: 'calls', atMost: 0 },
    { name: 'answered within, p99', value: times.length === 0 ? 0 : percentile(times, 0.99), unit: 'ms' },
  ];
}

/** A share of what a container of that size has: what is resident is what it is killed for. */
function memoryFigures({ pid = 0, exitCode, signalCode }: Running['child'], { bytes }: MemoryLimit): Figure[] {
  const died = exitCode !== null || signalCode !== null;
  const peak = died ? bytes : peakBytes(pid);
  return [
    { name: 'killed for its memory', value: Number(died), unit: 'times', atMost: 0 },
    { name: 'resident at most', value: peak / MEBIBYTE, unit: 'MiB' },
    { name: `of ${bytes / MEBIBYTE} MiB`, value: (100 * peak) / bytes, unit: '%', atMost: 85 },
  ];
}
