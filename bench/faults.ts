import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerIdentity, isForSts } from '../test/harness/caller-identity.js';
import { percentile } from './figures.js';
import type { Figure } from './figures.js';
import { credentialsEnd } from './faults/credentials-end.js';
import { hangingTenants } from './faults/hanging-tenants.js';
import { serviceOn } from './faults/service.js';
import type { Served, ServiceUnderTest } from './faults/service.js';
import { startEngine } from './processes.js';
import type { Section } from './quota/section.js';

/** Faults of the upstream, and the benchmark that plays each. */
interface Scenario {
  readonly title: string;
  readonly play: (service: ServiceUnderTest) => Promise<Figure[]>;
  readonly tenants?: number;
}

const SCENARIOS: readonly Scenario[] = [
  { title: 'Every response takes 5 s, timeout of callers 1 s', play: slowAltogether },
  { title: 'One response in five takes 5 s, timeout of callers 1 s', play: slowInPart },
  { title: 'Every response is an error, then none', play: failing },
  { title: 'One connection in ten is reset', play: resets },
  { title: 'The upstream is frozen for 10 s, timeout of callers 1 s', play: frozen },
  { title: "One tenant's calls hang, another's do not", play: noisyNeighbour },
  { title: 'The calls of 20 of 50 tenants hang', play: hangingTenants, tenants: 50 },
];

/**
 * Measures how long affected and other callers wait while Rekognition fails or is slow.
 *
 * @param options `scenario` is the number of a scenario with an engine, or 0 for all.
 */
export async function benchmarkFaults({ scenario = 0 }: Readonly<Record<string, number>>): Promise<readonly Section[]> {
  const sections: Section[] = [];
  for (const [index, { title, play, tenants }] of SCENARIOS.entries()) {
    if (scenario !== 0 && scenario !== index + 1) continue;
    const engine = await startEngine({ control: true, latencyMs: 5, settleMs: 0 });
    const service = await serviceOn(engine, tenants);
    await service.read({ calls: 500, atOnce: 5 });
    sections.push({ title, rows: [], figures: await play(service).finally(() => service.stop()) });
    await engine.stop();
  }
  if (scenario !== 0) return sections;
  return [
    ...sections,
    { title: 'A caller disconnects during a read', rows: [], figures: await leaving() },
    {
      title: "A tenant's credentials expire after 10 s and cannot be renewed",
      rows: [],
      figures: await credentialsEnd(),
    },
  ];
}

const timesOf = (served: readonly Served[]): number[] => served.map(({ tookMs }) => tookMs);
const shareOf = (served: readonly Served[], status: number): number =>
  (100 * served.filter((each) => each.status === status).length) / served.length;
const errorsIn = (served: readonly Served[]): number => served.filter(({ status }) => status !== 404).length;

async function slowAltogether(service: ServiceUnderTest): Promise<Figure[]> {
  await service.fault({ fault: 'latency', latencyMs: 5_000, share: 1 });
  const served = await service.read({ calls: 30, atOnce: 30, waitSeconds: 1 });
  return [
    { name: 'answered 504', value: shareOf(served, 504), unit: '%', atLeast: 100 },
    { name: 'response time, p99', value: percentile(timesOf(served), 0.99), unit: 'ms', target: 1_100 },
  ];
}

async function slowInPart(service: ServiceUnderTest): Promise<Figure[]> {
  const load = { calls: 600, perSecond: 60, waitSeconds: 1 };
  const before = percentile(timesOf(await service.read(load)), 0.99);
  await service.fault({ fault: 'latency', latencyMs: 5_000, share: 0.2 });
  const served = await service.read(load);
  const fast = percentile(timesOf(served.filter(({ status }) => status !== 504)), 0.99);
  return [
    { name: 'other callers, p99, before', value: before, unit: 'ms' },
    { name: 'other callers, p99, during', value: fast, unit: 'ms' },
    { name: 'other callers, p99, during to before', value: fast / before, unit: 'times', target: 1.5 },
  ];
}

async function failing(service: ServiceUnderTest): Promise<Figure[]> {
  // The circuit breaker and the retry budget count the last ten seconds.
  await sleep(10_000);
  const before = await service.upstreamCalls();
  await service.fault({ fault: 'InternalServerError', share: 1 });
  const served = await service.read({ calls: 400, perSecond: 20 });
  const opened = served.find(({ status }) => status === 503)?.endedMs ?? Number.POSITIVE_INFINITY;
  const upstream = ((await service.upstreamCalls()) - before) / served.length;
  await service.heal();
  await service.read({ calls: 50, perSecond: 5 });
  const after = await service.read({ calls: 200, perSecond: 20 });
  return [
    { name: 'breaker open after', value: opened, unit: 'ms', target: 5_000 },
    { name: 'upstream calls per call', value: upstream, unit: 'times', target: 1.1 },
    { name: 'successful from 10 s after recovery', value: shareOf(after, 404), unit: '%', atLeast: 99 },
  ];
}

async function resets(service: ServiceUnderTest): Promise<Figure[]> {
  await service.fault({ fault: 'drop-before', share: 0.1 });
  const served = await service.read({ calls: 2_000, atOnce: 10 });
  return [
    { name: 'reads served', value: shareOf(served, 404), unit: '%', atLeast: 99.8 },
    { name: 'p99', value: percentile(timesOf(served), 0.99), unit: 'ms' },
  ];
}

async function frozen(service: ServiceUnderTest): Promise<Figure[]> {
  await service.read({ calls: 20, atOnce: 5 });
  service.engine.kill('SIGSTOP');
  const served = await service.read({ calls: 20, perSecond: 2, waitSeconds: 1 });
  service.engine.kill('SIGCONT');
  const began = performance.now();
  let recovered = Number.POSITIVE_INFINITY;
  while (recovered === Number.POSITIVE_INFINITY && performance.now() - began < 10_000) {
    const [tried] = await service.read({ calls: 1, atOnce: 1, waitSeconds: 1 });
    if (tried?.status === 404) recovered = performance.now() - began;
  }
  return [
    { name: 'answered 504', value: shareOf(served, 504), unit: '%', atLeast: 100 },
    { name: 'slowest response', value: Math.max(...timesOf(served)), unit: 'ms', target: 1_100 },
    { name: 'served again after', value: recovered, unit: 'ms', target: 2_000 },
  ];
}

async function noisyNeighbour(service: ServiceUnderTest): Promise<Figure[]> {
  const quiet = { calls: 300, perSecond: 50, tenant: 1 };
  const before = percentile(timesOf(await service.read(quiet)), 0.99);
  await service.fault({ fault: 'latency', latencyMs: 8_000, times: 32 });
  const hung = service.read({ calls: 200, atOnce: 200 });
  await sleep(500);
  const meanwhile = await service.read(quiet);
  await service.heal();
  await hung;
  const p99 = percentile(timesOf(meanwhile), 0.99);
  return [
    { name: 'the quiet tenant, p99, before', value: before, unit: 'ms' },
    { name: 'the quiet tenant, p99, during', value: p99, unit: 'ms' },
    { name: 'during to before', value: p99 / before, unit: 'times', target: 1.5 },
    {
      name: 'errors of the quiet tenant',
      value: errorsIn(meanwhile),
      unit: 'calls',
      target: 1,
    },
  ];
}

const LEAVING_CALLS = 20;
/** Warms up the process, whose first calls are slow. */
const WARM_UP_CALLS = 5;

/** Measures when the service aborts the upstream call if Rekognition never responds and the caller disconnects. */
async function leaving(): Promise<Figure[]> {
  const gone: number[] = [];
  const upstream = createServer((request, response) => {
    if (isForSts(request)) answerIdentity(response, '000000000000');
    else response.on('close', () => gone.push(performance.now()));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const service = await serviceOn({ url: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}` });
  const tookMs: number[] = [];
  for (let call = 0; call < LEAVING_CALLS + WARM_UP_CALLS; call += 1) {
    const leftMs = await service.leaveAfter(50);
    await sleep(200);
    tookMs.push((gone.pop() ?? Number.POSITIVE_INFINITY) - leftMs);
  }
  await service.stop();
  upstream.closeAllConnections();
  upstream.close();
  const slowest = Math.max(...tookMs.slice(WARM_UP_CALLS));
  return [{ name: 'upstream call aborted after, slowest', value: slowest, unit: 'ms', target: 50 }];
}
