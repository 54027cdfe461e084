import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cpuMs } from './disassociations.js';
import { percentile } from './figures.js';
import { MEBIBYTE, residentBytes } from './memory.js';
import { type Measured, pairFigures } from './pairs.js';
import type { Section } from './quota/section.js';
import { filesFor } from './tenants.js';

interface Contender {
  readonly name: string;
  readonly script: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Measurements from the start of the process until it accepts requests. */
interface Start {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly residentMebibytes: number;
}

const REFERENCE = 'bare Nest with Swagger';
const MANY_TENANTS = 10_000;
const PEER = join(import.meta.dirname, 'peers/nest-swagger.js');
const SERVICE = join(import.meta.dirname, '../../../dist/main.js');
/** Nothing listens there; the service makes no calls when it starts. */
const UPSTREAM = 'http://127.0.0.1:9';

/**
 * Measures the time until the service is ready, compared with a bare Nest application with Swagger, in turn.
 *
 * @param options `rounds` of one start for each contender, after one that is not counted.
 */
export async function benchmarkStart({ rounds = 0 }: Readonly<Record<string, number>>): Promise<Section[]> {
  const shared = { sharedWith: 'bench' };
  const [one, many] = [await filesFor([shared], UPSTREAM), await filesFor(Array(MANY_TENANTS).fill(shared), UPSTREAM)];
  const listening = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', DRAIN_DELAY_MS: '0' };
  const contenders: Contender[] = [
    { name: REFERENCE, script: PEER, settings: {} },
    { name: 'service', script: SERVICE, settings: { ...one.settings, ...listening } },
    { name: 'service, docs off', script: SERVICE, settings: { ...one.settings, ...listening, DOCS: 'off' } },
    { name: 'service, 10,000 tenants', script: SERVICE, settings: { ...many.settings, ...listening } },
  ];
  const starts = contenders.map((): Start[] => []);
  try {
    for (let round = -1; round < rounds; round += 1) {
      for (const [index, contender] of contenders.entries()) {
        // A graceful shutdown writes the cache of compiled code, which the image contains.
        const start = await startOf(contender, round < 0 ? 'SIGTERM' : 'SIGKILL');
        if (round >= 0) starts[index]?.push(start);
      }
    }
  } finally {
    await Promise.all([one.remove(), many.remove()]);
  }
  const valuesOf = (measure: keyof Start): Measured[] =>
    contenders.map(({ name }, index) => ({ name, values: (starts[index] ?? []).map((start) => start[measure]) }));
  const manyMs = percentile(starts.at(-1)?.map(({ wallMs }) => wallMs) ?? [], 0.5);
  return [
    {
      title: `From spawning to ready, medians of ${rounds} starts`,
      rows: [],
      figures: [
        ...pairFigures(valuesOf('wallMs'), { unit: 'ms', ratioAtMost: { service: 1.3 } }),
        { name: 'with 10,000 tenants', value: manyMs, unit: 'ms', atMost: 2_000 },
      ],
    },
    { title: 'CPU time until ready', rows: [], figures: pairFigures(valuesOf('cpuMs'), { unit: 'ms' }) },
    {
      title: 'Resident memory when ready',
      rows: [],
      figures: pairFigures(valuesOf('residentMebibytes'), { unit: 'MiB' }),
    },
  ];
}

async function startOf({ script, settings }: Contender, end: NodeJS.Signals): Promise<Start> {
  const { PATH = '' } = process.env;
  const startedMs = performance.now();
  const child = fork(script, { env: { PATH, ...settings }, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  try {
    await ready(child, script);
    const wallMs = performance.now() - startedMs;
    return { wallMs, cpuMs: cpuMs(child), residentMebibytes: residentBytes(child.pid ?? 0) / MEBIBYTE };
  } finally {
    const ended = once(child, 'exit');
    if (child.kill(end)) await ended;
  }
}

/** The peer sends a message; the service logs a line. */
async function ready(child: ChildProcess, script: string): Promise<void> {
  const lines = createInterface({ input: child.stdout! });
  const listening = new Promise<boolean>((resolve) => {
    lines.on('line', (line) => line.includes('"listening"') && resolve(true));
    child.once('message', () => resolve(true)).once('exit', () => resolve(false));
  });
  if (!(await listening)) throw new Error(`${script} ended before it listened`);
}
