export interface BackoffRange {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Exponential backoff with full jitter: the delay before attempt number `tries + 1`.
 *
 * @param random a number in [0, 1).
 */
export function backoffMs({ baseMs, capMs }: BackoffRange, tries: number, random: number): number {
  return random * Math.min(capMs, baseMs * 2 ** (tries - 1));
}
