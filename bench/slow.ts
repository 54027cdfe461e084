import { serviceOn } from './faults/service.js';
import type { Served, ServiceUnderTest } from './faults/service.js';
import { percentile } from './figures.js';
import type { Figure } from './figures.js';
import { startEngine, startPlainNest } from './processes.js';
import type { Running } from './processes.js';
import type { Section } from './quota/section.js';
import { slowClients, startsOf } from './slow/slow-clients.js';
import type { SlowClient } from './slow/slow-clients.js';

const CLOSED_WITHIN_MS = 8_000;
/** Well above the limit, to measure how long the last one stayed connected. */
const WATCHED_MS = 12_000;
const GOOD_PER_SECOND = 50;
/** As long as slow clients stay connected. */
const GOOD_MS = 7_000;
const FACES = '/collections/staff/users/ann/faces';

/**
 * Measures a normal caller next to clients that send their requests very slowly, and how long those stay connected.
 *
 * @param options `slow` is the number of slow clients; half send slow headers and half slow bodies.
 */
export async function benchmarkSlow({ slow = 0 }: Readonly<Record<string, number>>): Promise<readonly Section[]> {
  const engine = await startEngine({ control: true, latencyMs: 5 });
  const service = await serviceOn(engine);
  try {
    await service.read({ calls: 500, atOnce: 5 });
    return [
      { title: `${slow} slow clients next to a normal one`, rows: [], figures: await besideGood(service, slow) },
      { title: `${slow} slow clients of a plain Nest controller`, rows: [], figures: await ofPlainNest(engine, slow) },
    ];
  } finally {
    await service.stop();
    await engine.stop();
  }
}

async function besideGood(service: ServiceUnderTest, slow: number): Promise<Figure[]> {
  const load = { calls: (GOOD_PER_SECOND * GOOD_MS) / 1_000, perSecond: GOOD_PER_SECOND };
  const before = await service.read(load);
  const lives = slowClients(service, startsOf('DELETE', FACES), slow, WATCHED_MS);
  const meanwhile = await service.read(load);
  return [...goodFigures(before, meanwhile), ...slowFigures(await lives)];
}

function goodFigures(before: readonly Served[], meanwhile: readonly Served[]): Figure[] {
  const at = (served: readonly Served[], share: number): number =>
    percentile(
      served.map(({ tookMs }) => tookMs),
      share,
    );
  return [
    { name: 'normal caller, p50, without', value: at(before, 0.5), unit: 'ms' },
    { name: 'normal caller, p50, during', value: at(meanwhile, 0.5), unit: 'ms' },
    { name: 'normal caller, p99, without', value: at(before, 0.99), unit: 'ms' },
    { name: 'normal caller, p99, during', value: at(meanwhile, 0.99), unit: 'ms', atMost: 100 },
    { name: 'p99, during to without', value: at(meanwhile, 0.99) / at(before, 0.99), unit: 'times' },
    {
      name: 'normal calls not served',
      value: meanwhile.filter(({ status }) => status !== 404).length,
      unit: 'calls',
      atMost: 0,
    },
  ];
}

function slowFigures(clients: readonly SlowClient[]): Figure[] {
  const told = clients.filter(({ heard }) => heard.startsWith('HTTP/1.1 408 ')).length;
  const longest = Math.max(...clients.map(({ livedMs }) => livedMs));
  return [
    { name: 'slow clients answered 408', value: (100 * told) / clients.length, unit: '%', atLeast: 100 },
    { name: 'slow clients closed within', value: longest, unit: 'ms', atMost: CLOSED_WITHIN_MS },
  ];
}

async function ofPlainNest(engine: Running, slow: number): Promise<Figure[]> {
  const aws = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const peer = await startPlainNest({ ...aws, AWS_ENDPOINT_URL_REKOGNITION: engine.url });
  const clients = await slowClients(peer, startsOf('DELETE', `${FACES}/face`), slow, CLOSED_WITHIN_MS);
  await peer.stop();
  const open = clients.filter(({ isOpen }) => isOpen).length;
  return [{ name: 'slow clients still connected after 8 s', value: (100 * open) / clients.length, unit: '%' }];
}
