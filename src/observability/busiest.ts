/** How one account's quota stands. */
export interface QuotaReading {
  readonly account: string;
  readonly region: string;
  readonly operation: string;
  readonly ratePerSecond: number;
  readonly waiting: number;
  /** Since the quota was first needed. */
  readonly attempts: number;
}

const OTHER = '_other';

/**
 * The readings of the busiest accounts as they are, and those of all others summed up by region and operation, so
 * that labels stay few however many accounts there are.
 */
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
