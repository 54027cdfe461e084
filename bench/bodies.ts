import { setTimeout as sleep } from 'node:timers/promises';
import { IMAGES, imageFlood, IN_JSON } from './bodies/images.js';
import type { ImageFlood } from './bodies/images.js';
import { LINGER_MS, OVERSIZED, oversizedFigures } from './bodies/oversized.js';
import { Sender } from './bodies/senders.js';
import { besideUploadsFigures, imageMemoryFigures } from './bodies/uploads.js';
import { MEBIBYTE, MemoryGroup } from './memory.js';
import { startConstantUpstream, startEngine, startPlainNest } from './processes.js';
import type { MemoryLimit, Running } from './processes.js';
import type { Section } from './quota/section.js';
import { startServiceFor } from './tenants.js';

const TENANTS = [{ sharedWith: 'bench' }, { sharedWith: 'bench' }];
/** Everything that an image passes has run once by then. */
const WARM_UP_IMAGES = 30;
const ROOMY_BYTES = 2_048 * MEBIBYTE;

/**
 * What floods of bodies do to the service's memory, in a container of so many `mebibytes`, and what images cost.
 *
 * @param options `senders` of images for so many `seconds`, and `floods` of bodies of 100 MB at once.
 */
export async function benchmarkBodies(options: Readonly<Record<string, number>>): Promise<readonly Section[]> {
  const { senders = 0, seconds = 0, floods = 0, mebibytes = 0 } = options;
  const bytes = mebibytes * MEBIBYTE;
  const group = MemoryGroup.of(bytes);
  const memory = { bytes, group };
  const engine = await startEngine({});
  const flood = { senders, seconds, memory };
  try {
    return [
      await imagesAtService(engine, { ...flood, bodies: IMAGES }),
      ...(group === undefined ? [] : [await imagesAtPlainNest(engine, { ...flood, bodies: [IN_JSON] }, group)]),
      ...(await oversizedAtService(engine, floods, memory)),
      ...(await uploads(seconds)),
    ];
  } finally {
    await engine.stop();
    group?.close();
  }
}

/** With a slot for each upload, and an upstream that uses no CPU for images. */
async function uploads(seconds: number): Promise<Section[]> {
  const upstream = await startConstantUpstream();
  const service = await startServiceFor(TENANTS, upstream.url, { bytes: ROOMY_BYTES, group: undefined });
  try {
    return [
      { title: 'Memory of one image of 5 MiB', rows: [], figures: await imageMemoryFigures(service) },
      { title: '16 concurrent uploads of 5 MiB', rows: [], figures: await besideUploadsFigures(service, seconds) },
    ];
  } finally {
    await service.stop();
    await upstream.stop();
  }
}

async function imagesAtService(engine: Running, flood: ImageFlood): Promise<Section> {
  const service = await startServiceFor(TENANTS, engine.url, flood.memory);
  const held = flood.memory.group === undefined ? ' (told, not held: that takes root)' : '';
  const title = `Images of 5 MiB from ${flood.senders} senders, ${flood.memory.bytes / MEBIBYTE} MiB of memory${held}`;
  return { title, rows: [], figures: await imageFlood(service, flood).finally(() => service.stop()) };
}

async function imagesAtPlainNest(engine: Running, flood: ImageFlood, group: MemoryGroup): Promise<Section> {
  const aws = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const peer = await startPlainNest({ ...aws, AWS_ENDPOINT_URL_REKOGNITION: engine.url }, group);
  const figures = await imageFlood(peer, flood).finally(() => peer.stop());
  // What somebody else's code does is no target of ours.
  const bare = figures.map(({ name, value, unit }) => ({ name, value, unit }));
  return { title: 'The same to a plain Nest controller', rows: [], figures: bare };
}

async function oversizedAtService(engine: Running, floods: number, memory: MemoryLimit): Promise<Section[]> {
  const service = await startServiceFor(TENANTS, engine.url, memory);
  const sender = new Sender(service.url);
  for (let image = 0; image < WARM_UP_IMAGES; image += 1) await sender.send(IMAGES[image % IMAGES.length]!, 'key-0');
  sender.close();
  await sleep(LINGER_MS);
  const sections: Section[] = [];
  for (const kind of OVERSIZED) {
    const title = `100 MB where ${kind.title} should be, ${floods} at once`;
    sections.push({ title, rows: [], figures: await oversizedFigures(service, kind, floods) });
  }
  await service.stop();
  return sections;
}
