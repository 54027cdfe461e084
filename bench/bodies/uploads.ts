import { once } from 'node:events';
import { LARGEST_IMAGE_BYTES } from '../../test/harness/images.js';
import { Load, serviceOf } from '../disassociations.js';
import type { Contender } from '../disassociations.js';
import { percentile } from '../figures.js';
import type { Figure } from '../figures.js';
import type { Running } from '../processes.js';
import { IMAGES } from './images.js';
import { Sender } from './senders.js';

const UPLOADS = 16;
const SMALL_PER_SECOND = 50;
const WARM_UP_SECONDS = 3;
const MAX_TIMES = 3;
const MAX_DELAY_MS = 50;
const MAX_SMALL_MS = 100;
const MAX_REPLY_MS = 30_000;
const TITLES = ['in JSON', 'as the body', 'in a form'];

const SMALL: Contender = { name: 'small requests', start: serviceOf(1) };

/** The maximum memory of an image in each form, from its first byte until the response, as a multiple of its size. */
export async function imageMemoryFigures(service: Running): Promise<Figure[]> {
  const sender = new Sender(service.url);
  const figures: Figure[] = [];
  for (const [number, body] of IMAGES.entries()) {
    // Loads what is loaded at first use.
    await sender.send(body, 'key-0');
    await reportOf(service, 'memory in use');
    await sender.send(body, 'key-0');
    const { least = Number.NaN, most = Number.NaN } = await reportOf(service, 'memory in use');
    const value = (most - least) / LARGEST_IMAGE_BYTES;
    figures.push({
      name: `memory of an image ${TITLES[number]}, relative to its size`,
      value,
      unit: 'times',
      atMost: MAX_TIMES,
    });
  }
  sender.close();
  return figures;
}

/** The event loop's delay and the duration of small requests during uploads. */
export async function besideUploadsFigures(service: Running, seconds: number): Promise<Figure[]> {
  const [sender, load] = [new Sender(service.url), new Load()];
  const endMs = performance.now() + (WARM_UP_SECONDS + seconds) * 1_000;
  const statuses: number[] = [];
  const upload = async (number: number): Promise<void> => {
    for (let round = number; performance.now() < endMs; round += 1) {
      const { status } = await sender.send(IMAGES[round % IMAGES.length]!, `key-${number % 2}`);
      statuses.push(status);
    }
  };
  const uploading = Promise.all(Array.from({ length: UPLOADS }, (_none, number) => upload(number)));
  await load.steady(SMALL, service.url, SMALL_PER_SECOND, WARM_UP_SECONDS);
  await reportOf(service, 'loop delay');
  const times = await load.steady(SMALL, service.url, SMALL_PER_SECOND, seconds);
  await uploading;
  const { p99Ms = Number.NaN, maxMs = Number.NaN } = await reportOf(service, 'loop delay');
  sender.close();
  load.close();
  const served = statuses.filter((status) => status === 200).length;
  return [
    { name: 'images served', value: served / (WARM_UP_SECONDS + seconds), unit: 'per second' },
    { name: 'images not served', value: statuses.length - served, unit: 'calls', atMost: 0 },
    load.figure,
    { name: 'event loop delay, p99', value: p99Ms, unit: 'ms', atMost: MAX_DELAY_MS },
    { name: 'event loop delay, max', value: maxMs, unit: 'ms' },
    { name: 'small requests, p50', value: percentile(times, 0.5), unit: 'ms' },
    { name: 'small requests, p99', value: percentile(times, 0.99), unit: 'ms', atMost: MAX_SMALL_MS },
  ];
}

async function reportOf({ child }: Running, report: string): Promise<Record<string, number | undefined>> {
  const answered = once(child, 'message', { signal: AbortSignal.timeout(MAX_REPLY_MS) });
  child.send(report);
  const [found] = (await answered) as [Record<string, number | undefined>];
  return found;
}
