import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchmarkEngine } from './engine.js';
import { tableOf } from './figures.js';
import type { Figure } from './figures.js';

/** A benchmark by its name on the command line, and the whole numbers it takes as options. */
interface Benchmark {
  readonly options: Readonly<Record<string, number>>;
  readonly run: (options: Readonly<Record<string, number>>) => Promise<Figure[]>;
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  engine: { options: { faces: 1_000_000, users: 100_000 }, run: benchmarkEngine },
};

const USAGE = `Usage: npm run bench -- NAME [options]

${Object.entries(BENCHMARKS)
  .map(([name, { options }]) => {
    const flags = Object.entries(options).map(([option, value]) => `[--${option} N (${value})]`);
    return `  ${name} ${flags.join(' ')}`;
  })
  .join('\n')}

  --json FILE   writes the figures there as well
`;

async function main(args: string[]): Promise<void> {
  const [name = '', ...rest] = args;
  const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (!benchmark) throw new Error(USAGE);
  const { values } = parseArgs({
    args: rest,
    options: Object.fromEntries(['json', ...Object.keys(benchmark.options)].map((key) => [key, { type: 'string' }])),
  });
  const { json, ...given } = values as Record<string, string | undefined>;
  const options = { ...benchmark.options };
  for (const [option, text] of Object.entries(given)) options[option] = count(option, text);

  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`;
  const figures = await benchmark.run(options);
  process.stdout.write(`\n${name} ${JSON.stringify(options)}\n${machine}\n\n${tableOf(figures)}\n`);
  if (json !== undefined) writeFileSync(json, JSON.stringify({ benchmark: name, options, machine, figures }, null, 2));
}

function count(option: string, text: string | undefined): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${option} must be a whole number from 1 on`);
  return value;
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
