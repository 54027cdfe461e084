/** Bounds of a growing delay, in milliseconds. */
export interface BackoffRange {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * The delay before try number `tries + 1`: anywhere between nothing and a limit that doubles with each try
 * ("full jitter"), so that callers refused together do not come back together.
 *
 * @param random a number from 0 up to 1.
 */
export function backoffMs({ baseMs, capMs }: BackoffRange, tries: number, random: number): number {
  return random * Math.min(capMs, baseMs * 2 ** (tries - 1));
}
