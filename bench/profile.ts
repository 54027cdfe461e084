import { once } from 'node:events';
import type { Profiler } from 'node:inspector';
import { barsOf } from './profile/bars.js';
import { type Contender, cpuMs, Load, serviceOf } from './disassociations.js';
import { startConstantUpstream } from './processes.js';
import type { Running } from './processes.js';
import type { Section } from './quota/section.js';

const SERVICE: Contender = { name: 'service', start: serviceOf(1) };
const PACKAGE = /node_modules\/(@[^/]+\/[^/]+|[^/]+)/g;
const OWN = /\/dist\/(.+)$/;

/** Areas by package or source folder; the first match applies. */
const AREAS: readonly (readonly [area: string, place: RegExp])[] = [
  ['AWS SDK', /^(@smithy|@aws-sdk)\//],
  ['signature and connections to AWS', /^(own\/tenants\/aws|undici)/],
  ['Nest and RxJS', /^(@nestjs\/|rxjs)/],
  ['validation', /^(class-|validator|own\/http\/validation|own\/rekognition\/model)/],
  ['logs, metrics, traces', /^(pino|sonic-boom|prom-client|quick-format|own\/(observability|audit))/],
  ['authentication', /^own\/(tenants\/identity|http\/auth)/],
  ['bodies', /^own\/http\/bodies/],
  ['rest of the edge', /^own\/(http|create-app|health)/],
  ['call pipeline, lanes, quota', /^own\/(rekognition|resilience|state|failures)/],
  ['features', /^own\//],
  ['Fastify and other packages', /^[a-z@]/],
];

/**
 * Breaks down the CPU time of a disassociation by area, from a CPU profile of the service.
 *
 * @param options `calls` to profile, after `warmup` calls.
 */
export async function benchmarkProfile(options: Readonly<Record<string, number>>): Promise<Section[]> {
  const { calls = 0, warmup = 0 } = options;
  const upstream = await startConstantUpstream();
  const service = await SERVICE.start(upstream.url);
  const load = new Load();
  try {
    await load.send(SERVICE, service.url, warmup);
    await told(service, 'profile');
    const beforeMs = cpuMs(service.child);
    await load.send(SERVICE, service.url, calls);
    const usPerCall = ((cpuMs(service.child) - beforeMs) * 1_000) / calls;
    const { profile } = (await told(service, 'profile')) as { profile: Profiler.Profile };
    const shares = sharesOf(profile);
    const bars = [...shares].map(([name, share]) => ({ name, value: share * usPerCall }));
    bars.sort((one, other) => other.value - one.value);
    const title = `CPU of a disassociation: ${Math.round(usPerCall)} µs, profiled, over ${calls} calls`;
    const figures = [...bars.map((bar) => ({ ...bar, unit: 'µs' }) as const), load.figure];
    return [{ title, rows: [], figures, plot: barsOf(title, bars) }];
  } finally {
    load.close();
    await Promise.all([service.stop(), upstream.stop()]);
  }
}

async function told({ child }: Running, message: string): Promise<unknown> {
  const answer = once(child, 'message');
  child.send(message);
  return ((await answer) as unknown[])[0];
}

/** Returns the share of each area in the time that was not idle. */
function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const spent = new Map<string, number>();
  let total = 0;
  for (const [index, sample] of samples.entries()) {
    const frames: Profiler.ProfileNode['callFrame'][] = [];
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
      const node = byId.get(id);
      if (node !== undefined) frames.push(node.callFrame);
    }
    const area = areaOf(frames);
    const us = timeDeltas[index] ?? 0;
    if (area === undefined) continue;
    total += us;
    spent.set(area, (spent.get(area) ?? 0) + us);
  }
  return new Map([...spent].map(([area, us]) => [area, us / total]));
}

/** Returns the area of the innermost frame outside Node, or undefined if nothing ran. */
function areaOf([leaf, ...outer]: readonly Profiler.ProfileNode['callFrame'][]): string | undefined {
  if (leaf === undefined || leaf.functionName === '(idle)') return undefined;
  if (leaf.functionName === '(garbage collector)') return 'garbage collection';
  const place = [leaf, ...outer].map(({ url }) => placeOf(url)).find((each) => each !== undefined);
  if (place === undefined) return 'Node: HTTP server, sockets, system calls';
  return AREAS.find(([, pattern]) => pattern.test(place))?.[0];
}

function placeOf(url: string): string | undefined {
  const name = [...url.matchAll(PACKAGE)].at(-1)?.[1];
  const own = OWN.exec(url)?.[1];
  return name ?? (own === undefined ? undefined : `own/${own}`);
}
