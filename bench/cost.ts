import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONNECTIONS, type Contender, cpuMs, Load, peerOf, serviceOf } from './disassociations.js';
import { pairFigures } from './pairs.js';
import { startConstantUpstream } from './processes.js';
import type { Running } from './processes.js';
import type { Section } from './quota/section.js';
import { tokenFor } from './tenants.js';

/** The first is the reference. */
const CONTENDERS: readonly Contender[] = [
  { name: 'nest-express', start: peerOf('nest-express') },
  { name: 'nest-express, full', start: peerOf('nest-express', { FULL: '1' }) },
  { name: 'fastify-sdk', start: peerOf('fastify-sdk') },
  { name: 'node-floor', start: peerOf('node-floor') },
  { name: 'service', start: serviceOf(1) },
  {
    name: 'service, idempotency keys',
    start: serviceOf(1),
    headers: (number) => ({ 'idempotency-key': `${process.pid}-${number}` }),
  },
  {
    name: 'service, tokens',
    start: serviceOf(1),
    tokens: Array.from({ length: 100 }, (_none, number) => tokenFor(`caller-${number}`)),
  },
  { name: 'service, audit', start: startAudited },
];

/** Starts the service with an audit file. */
async function startAudited(upstreamUrl: string): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const running = await serviceOf(1, { AUDIT: join(folder, 'audit.log') })(upstreamUrl);
  const stop = async (): Promise<void> => {
    await running.stop();
    await rm(folder, { recursive: true });
  };
  return { ...running, stop };
}

/**
 * Measures the CPU time of the process for each disassociation, with an upstream that responds immediately.
 *
 * @param options `rounds` of `calls` for each contender, after `warmup` calls.
 */
export async function benchmarkCost(options: Readonly<Record<string, number>>): Promise<Section[]> {
  const { rounds = 0, calls = 0 } = options;
  const { measured, load } = await cpuOf(CONTENDERS, options);
  const figures = pairFigures(measured, { unit: 'µs', ratioAtMost: { service: 0.85 } });
  const title = `CPU per disassociation, medians of ${rounds} rounds of ${calls} calls, ${CONNECTIONS} connections`;
  return [{ title, rows: [], figures: [...figures, load.figure] }];
}

/** CPU time per call of each contender in each round, in microseconds. */
export interface Cpu {
  readonly measured: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly load: Load;
}

/**
 * All contenders run at the same time and are measured in turn, so that other load on the machine affects all of them.
 *
 * @param whenLoaded is called with the processes after the last round.
 */
export async function cpuOf(
  contenders: readonly Contender[],
  { rounds = 0, calls = 0, warmup = 0 }: Readonly<Record<string, number>>,
  whenLoaded: (running: readonly Running[]) => void = () => undefined,
): Promise<Cpu> {
  const upstream = await startConstantUpstream();
  const running = await Promise.all(
    contenders.map(async (contender) => ({
      contender,
      server: await contender.start(upstream.url),
      us: [] as number[],
    })),
  );
  const load = new Load();
  try {
    for (const { contender, server } of running) await load.send(contender, server.url, warmup);
    for (let round = 0; round < rounds; round += 1) {
      for (const { contender, server, us } of running) {
        const before = cpuMs(server.child);
        await load.send(contender, server.url, calls);
        us.push(((cpuMs(server.child) - before) * 1_000) / calls);
      }
    }
    whenLoaded(running.map(({ server }) => server));
  } finally {
    load.close();
    await Promise.all([...running.map(({ server }) => server.stop()), upstream.stop()]);
  }
  return { measured: running.map(({ contender: { name }, us }) => ({ name, values: us })), load };
}
