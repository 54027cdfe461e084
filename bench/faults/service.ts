import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eachOf } from '../figures.js';
import { startService } from '../processes.js';
import type { Running } from '../processes.js';

/** One answer; times in milliseconds, the end since the reads began. */
export interface Served {
  readonly status: number;
  readonly tookMs: number;
  readonly endedMs: number;
}

/** Reads of a user that nobody has, which are answered 404 when Rekognition was asked. */
export interface Reads {
  readonly calls: number;
  /** So many at a time, or else at an even pace. */
  readonly atOnce?: number;
  readonly perSecond?: number;
  readonly waitSeconds?: number;
  readonly tenant?: number;
}

interface Fault {
  readonly operation?: string;
  readonly fault: string;
  readonly share?: number;
  readonly times?: number;
  readonly latencyMs?: number;
}

const TENANTS = [0, 1];
const PATH = '/collections/staff/users/ann/faces';

/** A service of two tenants without quotas, and the engine that it asks. */
export async function serviceOn(upstream: Pick<Running, 'url'> & Partial<Running>): Promise<ServiceUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const tenantsFile = join(folder, 'tenants.json');
  await writeFile(tenantsFile, JSON.stringify(settings()));
  const environment = { REKOGNITION: upstream.url, TENANTS_FILE: tenantsFile, BENCH_ID: 'test', BENCH_SECRET: 'test' };
  const running = await startService({ ...environment, QUOTAS: 'off' });
  return new ServiceUnderTest(running, upstream, () => rm(folder, { recursive: true }));
}

function settings(): object {
  const credentials = { static: { accessKeyIdEnv: 'BENCH_ID', secretAccessKeyEnv: 'BENCH_SECRET' } };
  const tenants = TENANTS.map((tenant) => ({
    id: `tenant-${tenant}`,
    awsAccount: '000000000000',
    region: 'eu-west-1',
    sharedWith: 'bench',
    credentials,
    apiKeys: [
      { id: `key-${tenant}`, sha256: createHash('sha256').update(`key-${tenant}`).digest('hex'), scopes: ['read'] },
    ],
  }));
  return { tenants };
}

export class ServiceUnderTest {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    private readonly running: Running,
    private readonly upstream: Pick<Running, 'url'> & Partial<Running>,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  get engine(): Running['child'] {
    if (this.upstream.child === undefined) throw new Error('The upstream is no process');
    return this.upstream.child;
  }

  /** Strikes from now on, in place of what struck before. */
  async fault({ operation = '*', ...fault }: Fault): Promise<void> {
    await this.control('PUT', [{ operation, ...fault }]);
  }

  async heal(): Promise<void> {
    await this.control('PUT', []);
  }

  async upstreamCalls(): Promise<number> {
    const answer = await fetch(`${this.upstream.url}/_engine/calls`);
    return ((await answer.json()) as { calls: object[] }).calls.length;
  }

  async read({ calls, atOnce = calls, perSecond, waitSeconds = 10, tenant = 0 }: Reads): Promise<Served[]> {
    const began = performance.now();
    const served: Served[] = [];
    await eachOf(calls, perSecond === undefined ? atOnce : calls, async (call) => {
      if (perSecond !== undefined) await sleep((call * 1_000) / perSecond);
      const startedMs = performance.now();
      const status = await this.get(waitSeconds, tenant);
      const endedMs = performance.now();
      served.push({ status, tookMs: endedMs - startedMs, endedMs: endedMs - began });
    });
    return served;
  }

  /** Asks and hangs up. @returns when, on the clock of `performance`. */
  async leaveAfter(delayMs: number): Promise<number> {
    const asked = request(`${this.running.url}${PATH}`, { headers: { 'x-api-key': 'key-0' } });
    asked.on('error', () => undefined).end();
    await sleep(delayMs);
    asked.destroy();
    return performance.now();
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    await this.running.stop();
    await this.cleanUp();
  }

  private get(waitSeconds: number, tenant: number): Promise<number> {
    const headers = { 'x-api-key': `key-${tenant}`, prefer: `wait=${waitSeconds}` };
    return new Promise((resolve) => {
      const asked = request(`${this.running.url}${PATH}`, { agent: this.agent, headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.on('error', () => resolve(0)).end();
    });
  }

  private async control(method: string, body: object): Promise<void> {
    const answer = await fetch(`${this.upstream.url}/_engine/faults`, { method, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
  }
}
