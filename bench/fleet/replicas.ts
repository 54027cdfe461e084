import { randomUUID } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEngine, startService } from '../processes.js';
import type { Running } from '../processes.js';
import { keyOf, tenantsOf } from '../quota/contenders.js';
import { CREDENTIALS } from '../quota/people.js';
import { disassociateByHttp } from '../quota/disassociate.js';
import type { Disassociate } from '../quota/disassociate.js';
import { Upstream } from '../quota/upstream.js';
import { balance, startRedis } from './programs.js';

/** One deployment of the service. */
export interface Variant {
  readonly name: string;
  readonly replicas: number;
  readonly redis: 'none' | 'kept' | 'killed';
  /** Whether the setting `REPLICAS` is set. */
  readonly told?: boolean;
  readonly byPath?: boolean;
  readonly keys?: boolean;
}

/** Replicas of the service and their engine. */
export interface Fleet {
  readonly name: string;
  readonly upstream: Upstream;
  readonly disassociate: Disassociate;
  readonly killRedis: () => Promise<void>;
  /** Redis commands so far, by script. */
  readonly commands: () => Promise<ReadonlyMap<string, number>>;
  readonly stop: () => Promise<void>;
}

export const QUOTA = 5;
const LATENCY_MS = 30;
const SECRET = 'bench'.repeat(10);

/** @param filled a data file of the engine; each variant gets a copy. */
export async function startFleet(variant: Variant, filled: string, folder: string): Promise<Fleet> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.toReversed()) await end();
  };
  try {
    const dataFile = join(folder, 'engine.db');
    await copyFile(filled, dataFile);
    const options = { dataFile, quotas: { DisassociateFaces: QUOTA }, latencyMs: LATENCY_MS, control: true };
    const engine = await startEngine(options);
    stops.push(() => engine.stop());
    const redis = variant.redis === 'none' ? undefined : await startRedis(folder);
    if (redis !== undefined) stops.push(() => redis.kill());
    const settings = await settingsFor(variant, engine.url, redis?.port, folder);
    const replicas: Running[] = [];
    for (let number = 0; number < variant.replicas; number += 1) {
      const replica = await startService(settings);
      replicas.push(replica);
      stops.push(() => replica.stop());
    }
    const urls = replicas.map(({ url }) => url);
    const balancer = await balance(urls, variant.byPath === true, folder);
    stops.push(() => balancer.kill());
    const { disassociate, end } = disassociateByHttp(balancer.urlFor, ({ tenant = 'noisy' }) => ({
      'X-API-Key': keyOf(tenant),
      Prefer: 'wait=30',
      ...(variant.keys === true && { 'Idempotency-Key': randomUUID() }),
    }));
    stops.push(() => {
      end();
      return Promise.resolve();
    });
    const upstream = new Upstream(engine.url);
    const killRedis = async (): Promise<void> => redis?.kill();
    return { name: variant.name, upstream, disassociate, killRedis, commands: () => commandsOf(urls), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function settingsFor(
  { redis, replicas, told }: Variant,
  engineUrl: string,
  redisPort: number | undefined,
  folder: string,
): Promise<Record<string, string>> {
  const [tenantsFile, secretsFile] = [join(folder, 'tenants.json'), join(folder, 'secrets')];
  await writeFile(tenantsFile, tenantsOf(QUOTA));
  await writeFile(secretsFile, `${SECRET}\n`);
  return {
    REKOGNITION: engineUrl,
    TENANTS_FILE: tenantsFile,
    BENCH_ACCESS_KEY: CREDENTIALS.accessKeyId,
    BENCH_SECRET_KEY: CREDENTIALS.secretAccessKey,
    ...(redis !== 'none' && { REDIS_URL: `redis://127.0.0.1:${redisPort}`, SECRETS_FILE: secretsFile }),
    ...(told === true && { REPLICAS: String(replicas) }),
  };
}

async function commandsOf(urls: readonly string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const url of urls) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    for (const [, script = '', number] of metrics.matchAll(
      /^facade_redis_commands_total\{.*?script="([^"]+)".*?\} (\d+)$/gm,
    ))
      found.set(script, (found.get(script) ?? 0) + Number(number));
  }
  return found;
}
