import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { eachOf, percentile } from './figures.js';
import type { Figure } from './figures.js';
import { startConstantUpstream, startPeer } from './processes.js';
import type { Running } from './processes.js';
import type { Section } from './quota/section.js';
import { startServiceFor } from './tenants.js';

/** What answers `DELETE /collections/{collectionId}/users/{userId}/faces/{faceId}`, and which keys it knows. */
interface Contender {
  readonly name: string;
  readonly start: (upstreamUrl: string) => Promise<Running>;
  readonly keys?: number;
  readonly headers?: (number: number) => Readonly<Record<string, string>>;
}

const REFERENCE = 'nest-express';
const MANY_TENANTS = 1_000;
const CONNECTIONS = 32;
const USERS = 1_000;
const MOST_NAMED = 10;
const FACE_ID = '5f0c4c2e-8f7f-4f4e-9d6f-0d7f3a1c2b3d';
/** @source Linux: USER_HZ, the unit of the times in /proc/PID/stat. */
const TICKS_PER_SECOND = 100;

const service =
  (tenants: number) =>
  (upstreamUrl: string): Promise<Running> =>
    startServiceFor(
      Array.from({ length: tenants }, () => ({ sharedWith: 'bench' })),
      upstreamUrl,
      undefined,
      { LOG_LEVEL: 'info' },
    );

const CONTENDERS: readonly Contender[] = [
  { name: REFERENCE, start: (url) => startPeer('nest-express', peerSettings(url)) },
  { name: 'nest-express, full', start: (url) => startPeer('nest-express', { ...peerSettings(url), FULL: '1' }) },
  { name: 'fastify-sdk', start: (url) => startPeer('fastify-sdk', peerSettings(url)) },
  { name: 'node-floor', start: (url) => startPeer('node-floor', peerSettings(url)) },
  { name: 'service', start: service(1) },
  {
    name: 'service, idempotency keys',
    start: service(1),
    headers: (number) => ({ 'idempotency-key': `${process.pid}-${number}` }),
  },
  { name: 'service, 1,000 tenants', start: service(MANY_TENANTS), keys: MANY_TENANTS },
];

function peerSettings(upstreamUrl: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_REKOGNITION: upstreamUrl,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}

/**
 * CPU time of the process for each disassociation, against an upstream that answers at once. All contenders run at the
 * same time and are measured in turns, so that what disturbs the machine disturbs all of them.
 *
 * @param options `rounds` of `calls` for each contender, after `warmup` calls.
 */
export async function benchmarkCost(options: Readonly<Record<string, number>>): Promise<Section[]> {
  const { rounds = 0, calls = 0, warmup = 0 } = options;
  const upstream = await startConstantUpstream();
  const running = await Promise.all(
    CONTENDERS.map(async (contender) => ({
      contender,
      server: await contender.start(upstream.url),
      us: [] as number[],
    })),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const load = new Load(agent);
  try {
    for (const { contender, server } of running) await load.send(contender, server.url, warmup);
    for (let round = 0; round < rounds; round += 1) {
      for (const { contender, server, us } of running) {
        const before = cpuMs(server);
        await load.send(contender, server.url, calls);
        us.push(((cpuMs(server) - before) * 1_000) / calls);
      }
    }
  } finally {
    agent.destroy();
    await Promise.all([...running.map(({ server }) => server.stop()), upstream.stop()]);
  }
  return [
    {
      title: `CPU per disassociation, medians of ${rounds} rounds of ${calls} calls, ${CONNECTIONS} connections`,
      rows: [],
      figures: [
        ...figuresOf(running.map(({ contender: { name }, us }) => ({ name, us }))),
        {
          name: `not answered 204 ${load.failures.map((each) => ` (${each})`).join('')}`,
          value: load.failed,
          unit: 'calls',
          atMost: 0,
        },
      ],
    },
  ];
}

interface Measured {
  readonly name: string;
  readonly us: readonly number[];
}

/** Ratios are the medians of the rounds' ratios. */
function figuresOf(measured: readonly Measured[]): Figure[] {
  const reference = measured.find(({ name }) => name === REFERENCE)?.us ?? [];
  return measured.flatMap(({ name, us }): Figure[] => {
    const ratios = us.map((each, round) => each / (reference[round] ?? Number.NaN));
    return [
      { name, value: percentile(us, 0.5), unit: 'µs' },
      {
        name: `${name}, to ${REFERENCE} (quartiles ${[0.25, 0.75].map((share) => percentile(ratios, share).toFixed(2)).join(' to ')})`,
        value: percentile(ratios, 0.5),
        unit: 'times',
        ...(name === 'service' && { atMost: 0.85 }),
      },
    ];
  });
}

/** User and system time of the process so far. */
function cpuMs({ child: { pid } }: Running): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [utime = 0, stime = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number);
  return ((utime + stime) * 1_000) / TICKS_PER_SECOND;
}

class Load {
  failed = 0;
  readonly failures: string[] = [];
  private sent = 0;

  constructor(private readonly agent: Agent) {}

  async send(contender: Contender, url: string, calls: number): Promise<void> {
    await eachOf(calls, CONNECTIONS, async () => {
      const status = await this.call(contender, url, (this.sent += 1));
      if (status !== 204) this.count(`${contender.name}: ${status}`);
    });
  }

  /** Names the first kinds of failures only: there may be as many as calls. */
  private count(failure: string): void {
    this.failed += 1;
    if (this.failures.length < MOST_NAMED && !this.failures.includes(failure)) this.failures.push(failure);
  }

  private call({ keys = 1, headers }: Contender, url: string, number: number): Promise<number> {
    const path = `/collections/staff/users/user-${number % USERS}/faces/${FACE_ID}`;
    const sent = { 'x-api-key': `key-${number % keys}`, ...headers?.(number) };
    return new Promise((resolve, reject) => {
      const asked = request(`${url}${path}`, { method: 'DELETE', agent: this.agent, headers: sent }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.on('error', reject).end();
    });
  }
}
