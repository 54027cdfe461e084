/** The state of one quota of an account. */
export interface QuotaReading {
  readonly account: string;
  readonly region: string;
  readonly operation: string;
  readonly ratePerSecond: number;
  readonly waiting: number;
  /** Total since the quota was first used. */
  readonly attempts: number;
}

const OTHER = '_other';

/** Keeps the readings of the busiest accounts and sums up the others, which bounds the number of labels. */
export function busiest(readings: readonly QuotaReading[], mostAccounts: number): QuotaReading[] {
  const attempts = new Map<string, number>();
  for (const reading of readings)
    attempts.set(reading.account, (attempts.get(reading.account) ?? 0) + reading.attempts);
  const ranked = [...attempts].sort(([, a], [, b]) => b - a).map(([account]) => account);
  const named = new Set(ranked.slice(0, mostAccounts));
  const others = Map.groupBy(
    readings.filter(({ account }) => !named.has(account)).map((reading) => ({ ...reading, account: OTHER })),
    ({ region, operation }) => `${region}/${operation}`,
  );
  return [...readings.filter(({ account }) => named.has(account)), ...[...others.values()].map(summed)];
}

function summed(readings: readonly QuotaReading[]): QuotaReading {
  return readings.reduce((sum, reading) => ({
    ...reading,
    ratePerSecond: sum.ratePerSecond + reading.ratePerSecond,
    waiting: sum.waiting + reading.waiting,
    attempts: sum.attempts + reading.attempts,
  }));
}
