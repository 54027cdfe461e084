/** Two kinds of work that should take the same time. Each is done for a number, so that it never gets the same input. */
export interface Contest {
  readonly one: (number: number) => unknown;
  readonly other: (number: number) => unknown;
  /** How often each is measured. */
  readonly rounds: number;
  /** How many pieces of work one measurement takes in: more than one where the clock is too coarse for one. */
  readonly pieces: number;
}

/** Rounds that are not counted: the first of a process are slow. */
const WARM_UP_SHARE = 0.1;
/** The slowest measurements are the machine's doing. They are left out alike of both. */
const COUNTED_SHARE = 0.95;

/**
 * Welch's |t| of the times that two kinds of work take, measured in turns whose order is drawn by lot. From 4.5 on the
 * difference is real, and can be found out from outside by whoever asks often enough.
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
