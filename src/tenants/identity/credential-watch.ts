import type { Clock } from '../../resilience/time/clock.js';
import type { Identity } from './caller.js';

/** How often the wall clock is checked for steps. It also keeps timers below Node's limit of 2^31 ms. */
const LOOK_EVERY_MS = 5_000;

interface Watched {
  readonly goodUntilMs: () => number;
  readonly onRevoked: () => void;
  cancelTimer: () => void;
}

/** Notifies running calls when their credential expires or is removed from the tenants file. */
export class CredentialWatch {
  private readonly watched = new Set<Watched>();

  constructor(private readonly clock: Clock) {}

  /** Calls `onRevoked` once. @returns a function that stops watching, to be called when the call is over. */
  watch({ goodUntilMs }: Pick<Identity, 'goodUntilMs'>, onRevoked: () => void): () => void {
    const each: Watched = { goodUntilMs, onRevoked, cancelTimer: () => undefined };
    this.watched.add(each);
    this.check(each);
    return () => this.end(each);
  }

  /** Call this after tenants or issuers have changed. */
  checkAll(): void {
    for (const each of this.watched) this.check(each);
  }

  private check(each: Watched): void {
    each.cancelTimer();
    const leftMs = each.goodUntilMs() - this.clock.wallMs();
    if (leftMs <= 0) {
      this.end(each);
      each.onRevoked();
    } else if (leftMs < Number.POSITIVE_INFINITY) {
      each.cancelTimer = this.clock.schedule(Math.min(leftMs, LOOK_EVERY_MS), () => this.check(each));
    }
  }

  private end(each: Watched): void {
    each.cancelTimer();
    this.watched.delete(each);
  }
}
