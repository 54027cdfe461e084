import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMs, serviceOf } from './disassociations.js';
import type { Figure } from './figures.js';
import { MEBIBYTE, residentBytes } from './memory.js';
import { startConstantUpstream } from './processes.js';
import type { Running } from './processes.js';
import type { Section } from './quota/section.js';

const PER_SECOND = 500;
const CONNECTIONS = 32;
const TENANTS = 1_000;
const USERS = 10_000;
/** Repeated keys are answered from the record of the first request. */
const IDEMPOTENCY_KEYS = 10_000;
const FACE_ID = '5f0c4c2e-8f7f-4f4e-9d6f-0d7f3a1c2b3d';
/** One in this many requests. */
const KEYED = 4;
const ABORTED = 50;
/** The load is measured in tenths. Code is compiled and caches are filled in the first two. */
const PARTS = 10;
const WARM = 2;
/** Expected statuses with an upstream that sometimes fails. 0: aborted by the caller. */
const EXPECTED = new Set([0, 204, 409, 429, 502, 503, 504]);

/** Measurements of one tenth of the load. */
interface Part {
  readonly cpuUs: number;
  readonly heapMebibytes: number;
  readonly residentMebibytes: number;
}

/**
 * Tests whether CPU and memory stay constant: 500 requests a second with changing tenants, users and idempotency keys,
 * some of them aborted, with an upstream that sometimes fails.
 *
 * @param options `seconds` is the duration of the load.
 */
export async function benchmarkSoak({ seconds = 0 }: Readonly<Record<string, number>>): Promise<Section[]> {
  const upstream = await startConstantUpstream({ FAULTS: '1' });
  const service = await serviceOf(TENANTS)(upstream.url);
  const callers = new Callers(service.url);
  const parts: Part[] = [];
  try {
    for (let part = 0; part < PARTS; part += 1) parts.push(await partOf(service, callers, seconds / PARTS));
  } finally {
    callers.close();
    await Promise.all([service.stop(), upstream.stop()]);
  }
  const title = `${callers.sent} requests at ${PER_SECOND} a second: the last tenth compared with the third`;
  return [{ title, rows: [], figures: [...flatFigures(parts), ...callers.figures] }];
}

async function partOf(service: Running, callers: Callers, seconds: number): Promise<Part> {
  const [beforeMs, sentBefore] = [cpuMs(service.child), callers.sent];
  await callers.send(Math.round(PER_SECOND * seconds));
  const cpuUs = ((cpuMs(service.child) - beforeMs) * 1_000) / (callers.sent - sentBefore);
  const residentMebibytes = residentBytes(service.child.pid ?? 0) / MEBIBYTE;
  return { cpuUs, heapMebibytes: (await heapBytes(service)) / MEBIBYTE, residentMebibytes };
}

/** Returns the heap size after a collection. */
async function heapBytes({ child }: Running): Promise<number> {
  const told = once(child, 'message');
  child.send('heap');
  const [{ heapBytes: bytes }] = (await told) as [{ heapBytes: number }];
  return bytes;
}

function flatFigures(parts: readonly Part[]): Figure[] {
  const [first, last] = [parts[WARM], parts.at(-1)];
  if (first === undefined || last === undefined) return [];
  const flat = (name: string, unit: Figure['unit'], from: number, to: number): Figure[] => [
    { name: `${name}, third tenth`, value: from, unit },
    { name: `${name}, last tenth`, value: to, unit },
    { name: `${name}, last to third`, value: to / from, unit: 'times', atMost: 1.05 },
  ];
  return [
    ...flat('CPU per request', 'µs', first.cpuUs, last.cpuUs),
    ...flat('heap after a collection', 'MiB', first.heapMebibytes, last.heapMebibytes),
    { name: 'resident at the end', value: last.residentMebibytes, unit: 'MiB' },
  ];
}

class Callers {
  sent = 0;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  private readonly statuses = new Map<number, number>();

  constructor(private readonly url: string) {}

  async send(count: number): Promise<void> {
    const startedMs = performance.now();
    const answers: Promise<void>[] = [];
    for (let index = 0; index < count; index += 1) {
      const leftMs = startedMs + (index * 1_000) / PER_SECOND - performance.now();
      if (leftMs > 0) await sleep(leftMs);
      answers.push(this.one((this.sent += 1)));
    }
    await Promise.all(answers);
  }

  close(): void {
    this.agent.destroy();
  }

  get figures(): Figure[] {
    const counted = [...this.statuses].sort(([one], [other]) => one - other);
    const others = counted.filter(([status]) => !EXPECTED.has(status));
    const named = others.map(([status]) => ` ${status}`).join('');
    return [
      ...counted.map(([status, value]): Figure => ({
        name: status === 0 ? 'aborted' : `answered ${status}`,
        value,
        unit: 'calls',
      })),
      {
        name: `answered otherwise${named}`,
        value: others.reduce((sum, [, count]) => sum + count, 0),
        unit: 'calls',
        atMost: 0,
      },
    ];
  }

  private async one(number: number): Promise<void> {
    const status = await this.status(number);
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }

  private status(number: number): Promise<number> {
    const path = `/collections/staff/users/user-${number % USERS}/faces/${FACE_ID}`;
    const key = number % KEYED === 0 && { 'idempotency-key': `soak-${number % IDEMPOTENCY_KEYS}` };
    const headers = { 'x-api-key': `key-${number % TENANTS}`, ...key };
    return new Promise((resolve) => {
      const asked = request(`${this.url}${path}`, { method: 'DELETE', agent: this.agent, headers }, (answer) => {
        answer.resume().on('close', () => resolve(answer.statusCode ?? 0));
      });
      asked.on('error', () => resolve(0)).end();
      if (number % ABORTED === 0) asked.once('finish', () => asked.destroy());
    });
  }
}
