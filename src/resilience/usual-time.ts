const NEWEST_WEIGHT = 0.1;
const NEWEST_DEVIATION_WEIGHT = 0.2;
const DEVIATIONS = 4;
/** What timers and a busy event loop add even where all else is even. */
const LEAST_MARGIN_MS = 50;

/** How long something usually takes: means in which the newest times count most, as TCP reckons its round trips. */
export class UsualTime {
  private mean: { ms: number; deviationMs: number } | undefined;

  /** @param guessMs what it is taken to be before anything was measured. */
  constructor(private readonly guessMs: number) {}

  get meanMs(): number {
    return this.mean?.ms ?? this.guessMs;
  }

  /** How long to reckon with: longer than nearly all of them take. */
  get atMostMs(): number {
    return this.meanMs + Math.max(LEAST_MARGIN_MS, DEVIATIONS * (this.mean?.deviationMs ?? 0));
  }

  note(tookMs: number): void {
    if (this.mean === undefined) {
      this.mean = { ms: tookMs, deviationMs: tookMs / 2 };
      return;
    }
    const { ms, deviationMs } = this.mean;
    const off = tookMs - ms;
    this.mean = {
      ms: ms + NEWEST_WEIGHT * off,
      deviationMs: deviationMs + NEWEST_DEVIATION_WEIGHT * (Math.abs(off) - deviationMs),
    };
  }
}
