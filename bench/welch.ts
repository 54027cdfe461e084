/** Two tasks that should take the same time. Each gets a number, so that its input is never repeated. */
export interface Contest {
  readonly one: (number: number) => unknown;
  readonly other: (number: number) => unknown;
  /** Number of measurements of each task. */
  readonly rounds: number;
  /** Runs per measurement; more than one if the clock is too coarse. */
  readonly pieces: number;
}

/** Warm-up rounds, which are not counted because the first ones of a process are slow. */
const WARM_UP_SHARE = 0.1;
/** Share of the slowest measurements, caused by the machine, that is dropped for both tasks. */
const COUNTED_SHARE = 0.95;

/**
 * Returns Welch's |t| for the durations of two tasks, measured in turn in random order. From 4.5 on the difference is
 * significant, and callers can detect it with enough requests.
 *
 * @source Reparaz, Balasch, Verbauwhede: Dude, is my code constant time? (2017)
 */
export async function welch({ one, other, rounds, pieces }: Contest): Promise<number> {
  const times: [number[], number[]] = [[], []];
  const warmUp = Math.ceil(rounds * WARM_UP_SHARE);
  for (let round = -warmUp; round < rounds; round += 1) {
    const order = Math.random() < 0.5 ? ([0, 1] as const) : ([1, 0] as const);
    for (const side of order) {
      const tookNs = await timeOf(side === 0 ? one : other, (round + warmUp) * pieces, pieces);
      if (round >= 0) times[side].push(tookNs);
    }
  }
  const limit = [...times[0], ...times[1]].sort((a, b) => a - b)[Math.floor(2 * rounds * COUNTED_SHARE)] ?? Infinity;
  const [first, second] = times.map((each) => momentsOf(each.filter((time) => time <= limit)));
  if (first === undefined || second === undefined) return Number.NaN;
  const error = Math.sqrt(first.variance / first.count + second.variance / second.count);
  return Math.abs(first.mean - second.mean) / error;
}

async function timeOf(work: (number: number) => unknown, first: number, pieces: number): Promise<number> {
  const started = process.hrtime.bigint();
  for (let piece = 0; piece < pieces; piece += 1) {
    const done = work(first + piece);
    if (done instanceof Promise) await done;
  }
  return Number(process.hrtime.bigint() - started);
}

function momentsOf(times: readonly number[]): { count: number; mean: number; variance: number } {
  const count = times.length;
  const mean = times.reduce((sum, time) => sum + time, 0) / count;
  const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (count - 1);
  return { count, mean, variance };
}
