/** One measured value, with its limit or target. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'µs' | 'ms' | 's' | 'MB' | 'MiB' | 'KiB' | 'per second' | 'calls' | 'times' | '%' | '|t|';
  /** Upper limit that is reported but not enforced. */
  readonly target?: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Formats the figures in columns. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [figure.name, `${rounded(figure.value)} ${figure.unit}`, aimOf(figure)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')).join('\n');
}

function aimOf({ value, unit, target, atMost, atLeast }: Figure): string {
  if (target !== undefined) return `under ${target} ${unit}${value < target ? '' : ' - MISSED'}`;
  if (atMost !== undefined) return `at most ${atMost} ${unit}${value <= atMost ? '' : ' - MISSED'}`;
  if (atLeast !== undefined) return `at least ${atLeast} ${unit}${value >= atLeast ? '' : ' - MISSED'}`;
  return '';
}

function rounded(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });
}

/** Runs tasks one after another. @returns their durations in milliseconds. */
export async function timesOf(rounds: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    await work(round);
    times.push(performance.now() - started);
  }
  return times;
}

/** Returns the percentile of the values, for example share 0.99. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Runs a task for each number below `count`, with limited concurrency. */
export async function eachOf(count: number, atOnce: number, work: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
