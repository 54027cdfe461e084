import type { Figure } from './figures.js';
import { percentile } from './figures.js';

/** Values measured for one contender, by round. */
export interface Measured {
  readonly name: string;
  readonly values: readonly number[];
}

export interface Aim {
  readonly unit: Figure['unit'];
  /** Limit of the ratio to the reference, by contender. */
  readonly ratioAtMost?: Readonly<Record<string, number>>;
}

/** Returns the medians, and the medians of each round's ratio to the first contender. */
export function pairFigures(measured: readonly Measured[], { unit, ratioAtMost = {} }: Aim): Figure[] {
  const [reference] = measured;
  return measured.flatMap((each): Figure[] => {
    const { name, values } = each;
    const median = { name, value: percentile(values, 0.5), unit };
    if (reference === undefined || each === reference) return [median];
    const ratios = values.map((value, round) => value / (reference.values[round] ?? Number.NaN));
    const quartiles = [0.25, 0.75].map((share) => percentile(ratios, share).toFixed(2)).join(' to ');
    const atMost = ratioAtMost[name];
    const ratio = {
      name: `${name}, to ${reference.name} (quartiles ${quartiles})`,
      value: percentile(ratios, 0.5),
      unit: 'times',
      ...(atMost !== undefined && { atMost }),
    } as const;
    return [median, ratio];
  });
}
