const NEWEST_WEIGHT = 0.1;

/** How long something usually takes: a mean in which the newest times count most. */
export class UsualTime {
  private meanMs: number | undefined;

  /** @param guessMs what it is taken to be before anything was measured. */
  constructor(private readonly guessMs: number) {}

  get ms(): number {
    return this.meanMs ?? this.guessMs;
  }

  note(tookMs: number): void {
    this.meanMs = this.meanMs === undefined ? tookMs : this.meanMs + NEWEST_WEIGHT * (tookMs - this.meanMs);
  }
}
