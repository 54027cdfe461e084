import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Figure } from './figures.js';
import { percentile } from './figures.js';
import { MEBIBYTE, residentBytes } from './memory.js';
import type { Section } from './quota/section.js';
import { filesFor } from './tenants.js';

interface Contender {
  readonly name: string;
  readonly script: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** From the start of the process until it accepts requests. */
interface Start {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly residentMebibytes: number;
}

const REFERENCE = 'bare Nest with Swagger';
const MANY_TENANTS = 10_000;
const PEER = join(import.meta.dirname, 'peers/nest-swagger.js');
const SERVICE = join(import.meta.dirname, '../../../dist/main.js');
/** Nobody answers there: a start calls nothing. */
const UPSTREAM = 'http://127.0.0.1:9';
const NANOSECONDS = 1_000_000;

/**
 * How long the service takes until it is ready, beside a bare Nest application with Swagger, each in turn.
 *
 * @param options `rounds` of one start for each, after one that is not counted.
 */
export async function benchmarkStart({ rounds = 0 }: Readonly<Record<string, number>>): Promise<Section[]> {
  const shared = { sharedWith: 'bench' };
  const [one, many] = [await filesFor([shared], UPSTREAM), await filesFor(Array(MANY_TENANTS).fill(shared), UPSTREAM)];
  const listening = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info' };
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
        const start = await startOf(contender);
        if (round >= 0) starts[index]?.push(start);
      }
    }
  } finally {
    await Promise.all([one.remove(), many.remove()]);
  }
  const figures = contenders.flatMap(({ name }, index) => figuresOf(name, starts[index] ?? [], starts[0] ?? []));
  return [{ title: `From spawning to ready, medians of ${rounds} starts`, rows: [], figures }];
}

async function startOf({ script, settings }: Contender): Promise<Start> {
  const { PATH = '' } = process.env;
  const startedMs = performance.now();
  const child = fork(script, { env: { PATH, ...settings }, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  try {
    await ready(child, script);
    const wallMs = performance.now() - startedMs;
    const { pid = 0 } = child;
    return { wallMs, cpuMs: cpuMs(pid), residentMebibytes: residentBytes(pid) / MEBIBYTE };
  } finally {
    const ended = once(child, 'exit');
    if (child.kill('SIGKILL')) await ended;
  }
}

/** The peer sends a message, the service writes a line. */
async function ready(child: ChildProcess, script: string): Promise<void> {
  const lines = createInterface({ input: child.stdout! });
  const listening = new Promise<boolean>((resolve) => {
    lines.on('line', (line) => line.includes('"listening"') && resolve(true));
    child.once('message', () => resolve(true)).once('exit', () => resolve(false));
  });
  if (!(await listening)) throw new Error(`${script} ended before it listened`);
}

/** The time that the threads of a process have run. */
function cpuMs(pid: number): number {
  const ranNs = (thread: string): number =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + ranNs(thread), 0) / NANOSECONDS;
}

/** Ratios are the medians of the rounds' ratios. */
function figuresOf(name: string, starts: readonly Start[], references: readonly Start[]): Figure[] {
  const ratioOf = (measure: 'wallMs' | 'cpuMs'): { value: number; quartiles: string } => {
    const ratios = starts.map((start, round) => start[measure] / (references[round]?.[measure] ?? Number.NaN));
    const quartiles = [0.25, 0.75].map((share) => percentile(ratios, share).toFixed(2)).join(' to ');
    return { value: percentile(ratios, 0.5), quartiles };
  };
  const median = (measure: keyof Start): number =>
    percentile(
      starts.map((start) => start[measure]),
      0.5,
    );
  const [wall, cpu] = [ratioOf('wallMs'), ratioOf('cpuMs')];
  return [
    { name, value: median('wallMs'), unit: 'ms', ...(name.includes('10,000') && { atMost: 2_000 }) },
    { name: `${name}, CPU`, value: median('cpuMs'), unit: 'ms' },
    { name: `${name}, resident`, value: median('residentMebibytes'), unit: 'MiB' },
    ...(name === REFERENCE
      ? []
      : ([
          {
            name: `${name}, to ${REFERENCE} (quartiles ${wall.quartiles})`,
            value: wall.value,
            unit: 'times',
            ...(name === 'service' && { atMost: 1.3 }),
          },
          { name: `${name}, CPU to ${REFERENCE} (quartiles ${cpu.quartiles})`, value: cpu.value, unit: 'times' },
        ] as const)),
  ];
}
