import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figures.js';
import { QUOTA, startFleet } from './fleet/replicas.js';
import type { Fleet, Variant } from './fleet/replicas.js';
import { startEngine } from './processes.js';
import { burst, steady } from './quota/load.js';
import type { Load } from './quota/load.js';
import { fill } from './quota/people.js';
import type { Disassociation } from './quota/people.js';
import { plotOf } from './quota/plot.js';
import { isDone, rowOf } from './quota/rows.js';
import type { Row } from './quota/rows.js';
import type { Section } from './quota/section.js';
import type { Disassociate } from './quota/disassociate.js';
import { between } from './quota/upstream.js';

const VARIANTS: readonly Variant[] = [
  { name: '1 replica', replicas: 1, redis: 'none' },
  { name: '1, Redis', replicas: 1, redis: 'kept' },
  { name: '3, nothing shared', replicas: 3, redis: 'none' },
  { name: '3, REPLICAS=3', replicas: 3, redis: 'none', told: true },
  { name: '3, REPLICAS=3, by path', replicas: 3, redis: 'none', told: true, byPath: true },
  { name: '3, Redis', replicas: 3, redis: 'kept' },
  { name: '3, Redis, by path', replicas: 3, redis: 'kept', byPath: true },
  { name: '3, Redis, by path, keys', replicas: 3, redis: 'kept', byPath: true, keys: true },
  { name: '3, Redis killed', replicas: 3, redis: 'killed' },
  { name: '3, Redis killed, by path', replicas: 3, redis: 'killed', byPath: true },
];
const USERS = 50;
const FACES_EACH = 20;

/** Result of one variant under one load. */
interface Outcome {
  readonly variant: Variant;
  readonly load: Load;
  readonly row: Row;
  readonly commands: ReadonlyMap<string, number>;
  /** Share of the quota used during the load, in percent. */
  readonly usedPercent: number;
}

/**
 * Measures how replicas share one quota and the writes of a few users.
 *
 * @param options `variant` is the number of a variant, or 0 for all.
 */
export async function benchmarkFleet(options: Readonly<Record<string, number>>): Promise<Section[]> {
  const { calls = 0, seconds = 0, variant = 0 } = options;
  const variants = VARIANTS.filter((_, index) => variant === 0 || variant === index + 1);
  if (variants.length === 0) throw new Error(`--variant must be from 1 to ${VARIANTS.length}`);
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const filled = join(folder, 'filled.db');
    const filling = await startEngine({ dataFile: filled, settleMs: 0 });
    const disassociations = await fill(filling.url, USERS, FACES_EACH).finally(() => filling.stop());
    const ofBurst = disassociations.slice(0, calls);
    const ofQuota = disassociations.slice(0, 2 * QUOTA * seconds);
    const bursts: Outcome[] = [];
    const loads: Outcome[] = [];
    for (const each of variants) {
      bursts.push(await measured(each, ofBurst, { filled, folder }, (disassociate) => burst(ofBurst, disassociate)));
      loads.push(
        await measured(each, ofQuota, { filled, folder }, (disassociate) => steady(ofQuota, 2 * QUOTA, disassociate)),
      );
    }
    return [
      {
        title: `1. ${ofBurst.length} disassociations over ${USERS} users at once, ${QUOTA} calls a second, wait=30`,
        rows: bursts.map(({ row }) => row),
        figures: [...bursts.flatMap(perCall), ...wonByPath(bursts)],
        plot: plotOf(bursts.map(lineOf), ofBurst.length),
      },
      {
        title: `2. Twice the quota over ${USERS} users: ${2 * QUOTA} a second for ${seconds} s, wait=30`,
        rows: loads.map(({ row }) => row),
        figures: [...loads.flatMap(ofTheQuota), ...loads.flatMap(perCall), ...wonByPath(loads)],
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measured(
  variant: Variant,
  disassociations: readonly Disassociation[],
  { filled, folder }: { readonly filled: string; readonly folder: string },
  run: (disassociate: Disassociate) => Promise<Load>,
): Promise<Outcome> {
  const fleet = await startFleet(variant, filled, folder);
  try {
    const load = await run(
      variant.redis === 'killed' ? killedHalfWay(fleet, disassociations.length) : fleet.disassociate,
    );
    const commands = await fleet.commands();
    const row = await rowOf(fleet, load);
    const lastStartMs = Math.max(...load.samples.map(({ startedMs }) => startedMs));
    const lasted = between(await fleet.upstream.calls(), load.startedAtMs, [0, lastStartMs / 1_000]);
    // A bucket that starts full grants the calls of one more second.
    const granted = QUOTA * (lastStartMs / 1_000 + 1);
    const usedPercent = (lasted.filter(({ result }) => result === 'ok').length / granted) * 100;
    const redisCommands = [...commands.values()].reduce((sum, count) => sum + count, 0);
    return { variant, load, row: { ...row, redisCommands }, commands, usedPercent };
  } finally {
    await fleet.stop();
  }
}

/** Kills Redis when half of the calls are done. */
function killedHalfWay({ disassociate, killRedis }: Fleet, calls: number): Disassociate {
  let answered = 0;
  return async (call) => {
    const answer = await disassociate(call);
    answered += 1;
    if (answered === Math.floor(calls / 2)) await killRedis();
    return answer;
  };
}

function lineOf({ variant, load }: Outcome): { name: string; doneAtSeconds: number[] } {
  return { name: variant.name, doneAtSeconds: load.samples.filter(isDone).map(({ endedMs }) => endedMs / 1_000) };
}

function ofTheQuota({ variant, row, usedPercent }: Outcome): Figure[] {
  const shares = variant.replicas === 1 || variant.redis === 'kept';
  const throttled = (row.upstreamThrottled / Math.max(1, row.upstreamCalls)) * 100;
  return [
    { name: `${variant.name}: quota used`, value: usedPercent, unit: '%', ...(shares && { atLeast: 98 }) },
    { name: `${variant.name}: throttled`, value: throttled, unit: '%', ...(shares && { target: 1 }) },
  ];
}

/** Redis commands by purpose, per call to Rekognition or per request. */
function perCall({ variant, row, load, commands }: Outcome): Figure[] {
  if (variant.redis !== 'kept') return [];
  const count = (...scripts: string[]): number => scripts.reduce((sum, name) => sum + (commands.get(name) ?? 0), 0);
  const upstream = Math.max(1, row.upstreamCalls);
  const ofRecords = [...commands.keys()].filter((name) => !['take-turns', 'throttled', 'lease'].includes(name));
  const figure = (what: string, value: number, atMost?: number): Figure => ({
    name: `${variant.name}: commands for ${what}`,
    value,
    unit: 'calls',
    ...(atMost !== undefined && { atMost }),
  });
  return [
    figure('turns, each upstream call', count('take-turns', 'throttled') / upstream, variant.replicas),
    figure('leases, each upstream call', count('lease') / upstream),
    ...(variant.keys === true ? [figure('the key, each request', count(...ofRecords) / load.samples.length, 3)] : []),
  ];
}

/** Share of the calls to Rekognition that path hashing saves. */
function wonByPath(outcomes: readonly Outcome[]): Figure[] {
  const calls = (name: string): number | undefined =>
    outcomes.find(({ variant }) => variant.name === name)?.row.upstreamCalls;
  return ['3, Redis', '3, REPLICAS=3'].flatMap((name) => {
    const [spread, hashed] = [calls(name), calls(`${name}, by path`)];
    if (spread === undefined || hashed === undefined) return [];
    return [{ name: `${name}: upstream calls saved by path`, value: (1 - hashed / spread) * 100, unit: '%' }];
  });
}
