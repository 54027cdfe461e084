import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { eachOf } from '../figures.js';
import type { Running } from '../processes.js';
import { startServiceFor } from '../tenants.js';

/** One response. Times in milliseconds; its end is relative to the start of the reads. */
export interface Served {
  readonly status: number;
  readonly tookMs: number;
  readonly endedMs: number;
}

/** What to read: the faces of a user (ListFaces) or the users (ListUsers). None of them exist. */
export type Asked = 'faces' | 'users';

/** Reads that return 404 once Rekognition has responded. */
export interface Reads {
  readonly calls: number;
  /** Number of concurrent reads; if absent, reads start at a constant rate. */
  readonly atOnce?: number;
  readonly perSecond?: number;
  readonly waitSeconds?: number;
  /** One tenant, or several in rotation. */
  readonly tenant?: number | readonly number[];
  readonly asked?: Asked;
}

interface Fault {
  readonly operation?: string;
  readonly fault: string;
  readonly share?: number;
  readonly times?: number;
  readonly latencyMs?: number;
}

const PATH = '/collections/staff/users/ann/faces';
const PATHS: Readonly<Record<Asked, string>> = { faces: PATH, users: '/collections/staff/users' };

/** A service with some tenants and without quotas, and its engine. */
export async function serviceOn(
  upstream: Pick<Running, 'url'> & Partial<Running>,
  tenants = 2,
): Promise<ServiceUnderTest> {
  const entries = Array.from({ length: tenants }, () => ({ sharedWith: 'bench' }));
  const running = await startServiceFor(entries, upstream.url);
  return new ServiceUnderTest(running, upstream);
}

export class ServiceUnderTest {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    private readonly running: Running,
    private readonly upstream: Pick<Running, 'url'> & Partial<Running>,
  ) {}

  get url(): string {
    return this.running.url;
  }

  get engine(): Running['child'] {
    if (this.upstream.child === undefined) throw new Error('The upstream is not a process');
    return this.upstream.child;
  }

  /** Replaces the fault rules of the engine. */
  async fault({ operation = '*', ...fault }: Fault): Promise<void> {
    await this.control('PUT', [{ operation, ...fault }]);
  }

  async heal(): Promise<void> {
    await this.control('PUT', []);
  }

  /** @param operation if given, only its calls are counted. */
  async upstreamCalls(operation?: string): Promise<number> {
    const answer = await fetch(`${this.upstream.url}/_engine/calls`);
    const { calls } = (await answer.json()) as { calls: { readonly operation: string }[] };
    return calls.filter((call) => operation === undefined || call.operation === operation).length;
  }

  async read({
    calls,
    atOnce = calls,
    perSecond,
    waitSeconds = 10,
    tenant = 0,
    asked = 'faces',
  }: Reads): Promise<Served[]> {
    const tenants = [tenant].flat();
    const began = performance.now();
    const served: Served[] = [];
    await eachOf(calls, perSecond === undefined ? atOnce : calls, async (call) => {
      if (perSecond !== undefined) await sleep((call * 1_000) / perSecond);
      const startedMs = performance.now();
      const status = await this.get(PATHS[asked], waitSeconds, tenants[call % tenants.length] ?? 0);
      const endedMs = performance.now();
      served.push({ status, tookMs: endedMs - startedMs, endedMs: endedMs - began });
    });
    return served;
  }

  /** Sends a request and disconnects. @returns the time of the disconnect, on the clock of `performance`. */
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
  }

  private get(path: string, waitSeconds: number, tenant: number): Promise<number> {
    const headers = { 'x-api-key': `key-${tenant}`, prefer: `wait=${waitSeconds}` };
    return new Promise((resolve) => {
      const asked = request(`${this.running.url}${path}`, { agent: this.agent, headers }, (answer) => {
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
