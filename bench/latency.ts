import { type Contender, Load, peerOf, serviceOf } from './disassociations.js';
import type { Figure } from './figures.js';
import { percentile } from './figures.js';
import { startConstantUpstream } from './processes.js';
import type { Section } from './quota/section.js';

const PER_SECOND = 200;
const FLOOR: Contender = { name: 'node-floor', start: peerOf('node-floor') };
const SERVICE: Contender = { name: 'service', start: serviceOf(1) };
const CONTENDERS: readonly Contender[] = [FLOOR, { name: 'nest-express', start: peerOf('nest-express') }, SERVICE];
/** Share of the requests, and the milliseconds that the service may add. */
const PERCENTILES = { p50: { share: 0.5, addedMs: 0.8 }, p99: { share: 0.99, addedMs: 5 } };

/**
 * Measures the latency of disassociations at 200 requests a second, and what the service adds to the floor, with an
 * upstream that responds immediately.
 *
 * @param options `rounds` of `seconds` for each contender, in turn, after `warmup` requests.
 */
export async function benchmarkLatency(options: Readonly<Record<string, number>>): Promise<Section[]> {
  const { rounds = 0, seconds = 0, warmup = 0 } = options;
  const upstream = await startConstantUpstream();
  const servers = await Promise.all(CONTENDERS.map(({ start }) => start(upstream.url)));
  const load = new Load();
  const times = CONTENDERS.map((): number[][] => []);
  try {
    for (const [index, contender] of CONTENDERS.entries()) await load.send(contender, servers[index]!.url, warmup);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, contender] of CONTENDERS.entries())
        times[index]?.push(await load.steady(contender, servers[index]!.url, PER_SECOND, seconds));
    }
  } finally {
    load.close();
    await Promise.all([...servers.map((server) => server.stop()), upstream.stop()]);
  }
  const title = `Latency at ${PER_SECOND} a second, medians of ${rounds} rounds of ${seconds} s`;
  return [{ title, rows: [], figures: [...CONTENDERS.flatMap(figuresOf(times)), load.figure] }];
}

const figuresOf =
  (times: readonly (readonly number[][])[]) =>
  ({ name }: Contender, index: number): Figure[] =>
    Object.entries(PERCENTILES).flatMap(([label, { share, addedMs }]) => {
      const ofRounds = (times[index] ?? []).map((round) => percentile(round, share));
      const added = ofRounds.map((ms, round) => ms - percentile(times[0]?.[round] ?? [], share));
      const aim = name === SERVICE.name && { atMost: addedMs };
      return [
        { name: `${name}, ${label}`, value: percentile(ofRounds, 0.5), unit: 'ms' },
        ...(index === 0
          ? []
          : [
              {
                name: `${name}, ${label} added to ${FLOOR.name}`,
                value: percentile(added, 0.5),
                unit: 'ms',
                ...aim,
              } as const,
            ]),
      ];
    });
