import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchmarkBodies } from './bodies.js';
import { benchmarkCost } from './cost.js';
import { benchmarkEngine } from './engine.js';
import { benchmarkFaults } from './faults.js';
import { tableOf } from './figures.js';
import { benchmarkFleet } from './fleet.js';
import { benchmarkIsolation } from './isolation.js';
import { benchmarkKeys } from './keys.js';
import { benchmarkLatency } from './latency.js';
import { benchmarkTenants } from './many-tenants.js';
import { benchmarkProfile } from './profile.js';
import { benchmarkQuota } from './quota.js';
import { contendersTable } from './quota/section.js';
import type { Section } from './quota/section.js';
import { benchmarkSlow } from './slow.js';
import { benchmarkSoak } from './soak.js';
import { benchmarkStart } from './start.js';

/** A benchmark by its name on the command line, and its options, which are integers (scenario 0: all). */
interface Benchmark {
  readonly options: Readonly<Record<string, number>>;
  readonly run: (options: Readonly<Record<string, number>>) => Promise<readonly Section[]>;
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  engine: {
    options: { faces: 1_000_000, users: 100_000 },
    run: async (options) => [{ title: '', rows: [], figures: await benchmarkEngine(options) }],
  },
  quota: { options: { scenario: 0 }, run: benchmarkQuota },
  faults: { options: { scenario: 0 }, run: benchmarkFaults },
  fleet: { options: { calls: 1_000, seconds: 60, variant: 0 }, run: benchmarkFleet },
  bodies: { options: { senders: 200, seconds: 15, floods: 50, mebibytes: 256 }, run: benchmarkBodies },
  cost: { options: { rounds: 12, calls: 1_000, warmup: 20_000 }, run: benchmarkCost },
  latency: { options: { rounds: 10, seconds: 5, warmup: 3_000 }, run: benchmarkLatency },
  tenants: { options: { rounds: 10, calls: 2_000, warmup: 3_000 }, run: benchmarkTenants },
  profile: { options: { calls: 10_000, warmup: 6_000 }, run: benchmarkProfile },
  soak: { options: { seconds: 600 }, run: benchmarkSoak },
  start: { options: { rounds: 20 }, run: benchmarkStart },
  slow: { options: { slow: 1_000 }, run: benchmarkSlow },
  isolation: { options: { rounds: 2_000 }, run: benchmarkIsolation },
  keys: { options: { rounds: 20_000 }, run: benchmarkKeys },
};

const USAGE = `Usage: npm run bench -- NAME [options]

${Object.entries(BENCHMARKS)
  .map(([name, { options }]) => {
    const flags = Object.entries(options).map(([option, value]) => `[--${option} N (${value})]`);
    return `  ${name} ${flags.join(' ')}`;
  })
  .join('\n')}

  --json FILE   writes the figures there as well
  --svg FILE    writes the plot there, where there is one
`;

async function main(args: string[]): Promise<void> {
  const [name = '', ...rest] = args;
  const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (!benchmark) throw new Error(USAGE);
  const { values } = parseArgs({
    args: rest,
    options: Object.fromEntries(
      ['json', 'svg', ...Object.keys(benchmark.options)].map((key) => [key, { type: 'string' }]),
    ),
  });
  const { json, svg, ...given } = values as Record<string, string | undefined>;
  const options = { ...benchmark.options };
  for (const [option, text] of Object.entries(given)) options[option] = count(option, text);

  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`;
  const sections = await benchmark.run(options);
  process.stdout.write(`\n${name} ${JSON.stringify(options)}\n${machine}\n\n${sections.map(textOf).join('\n\n')}\n`);
  const command = `npm run bench -- ${args.join(' ')}`;
  const found = sections.map(({ title, rows, figures }) => ({ title, rows, figures }));
  const result = { benchmark: name, command, date: new Date().toISOString(), machine, options, sections: found };
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
  const plot = sections.find((section) => section.plot !== undefined)?.plot;
  if (svg !== undefined && plot !== undefined) writeFileSync(svg, plot);
}

function textOf({ title, rows, figures }: Section): string {
  return [title, rows.length === 0 ? '' : `${contendersTable(rows)}\n`, tableOf(figures)]
    .filter((part) => part !== '')
    .join('\n');
}

function count(option: string, text: string | undefined): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${option} must be an integer of at least 0`);
  return value;
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
