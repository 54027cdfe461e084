import type { Clock } from '../resilience/clock.js';

/** How long what a change answered is believed: Rekognition works changes in within seconds. */
export const STATUS_GOOD_FOR_MS = 2_000;
const MOST_KEPT = 10_000;

interface Noted {
  readonly status: string;
  readonly atMs: number;
}

/** The statuses that Rekognition's answers to changes gave to users, as long as they are news. The oldest go first. */
export class RecentStatuses {
  /** In the order in which they were noted. */
  private readonly noted = new Map<string, Noted>();

  constructor(private readonly clock: Clock) {}

  note(user: string, status: string): void {
    this.forget(user);
    this.noted.set(user, { status, atMs: this.clock.monotonicMs() });
    for (const [oldest, { atMs }] of this.noted) {
      if (this.noted.size <= MOST_KEPT && this.isNews(atMs)) return;
      this.noted.delete(oldest);
    }
  }

  forget(user: string): void {
    this.noted.delete(user);
  }

  of(user: string): string | undefined {
    const noted = this.noted.get(user);
    return noted !== undefined && this.isNews(noted.atMs) ? noted.status : undefined;
  }

  get size(): number {
    return this.noted.size;
  }

  private isNews(atMs: number): boolean {
    return this.clock.monotonicMs() - atMs <= STATUS_GOOD_FOR_MS;
  }
}
