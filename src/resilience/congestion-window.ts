import type { Clock } from './clock.js';

/** How much may be asked at once, and how long nothing is asked after a throttle. */
export interface WindowBounds {
  readonly least: number;
  readonly most: number;
  /** Half of it to all of it, by chance. */
  readonly pauseMs: number;
}

const GROW_EVERY_MS = 1_000;

/**
 * Asks one endpoint no more at once than it bears, without knowing its limits: a throttle halves how much is asked at
 * once and stops everybody for a moment; every quiet second lets one more in. What waits is sent in order of arrival.
 */
export class CongestionWindow {
  private readonly queue: (() => void)[] = [];
  private size: number;
  private asking = 0;
  private pausedUntilMs = 0;
  private changedAtMs = 0;
  private waking = false;

  /** @param random gives numbers from 0 up to 1. */
  constructor(
    private readonly clock: Clock,
    private readonly bounds: WindowBounds,
    private readonly random: () => number = Math.random,
  ) {
    this.size = bounds.most;
  }

  /** How much is asked at once at most, at present. */
  get width(): number {
    return this.size;
  }

  /**
   * Runs `ask` when there is room. Whoever calls sees to it that `ask` ends, and that not too many wait.
   *
   * @param isThrottle tells a throttle from what else `ask` can throw.
   */
  async run<T>(ask: () => Promise<T>, isThrottle: (thrown: unknown) => boolean): Promise<T> {
    await new Promise<void>((go) => {
      this.queue.push(go);
      this.admit();
    });
    try {
      const answer = await ask();
      this.grow();
      return answer;
    } catch (thrown) {
      if (isThrottle(thrown)) this.shrink();
      throw thrown;
    } finally {
      this.asking -= 1;
      this.admit();
    }
  }

  private admit(): void {
    const pauseMs = this.pausedUntilMs - this.clock.monotonicMs();
    if (pauseMs > 0) {
      this.wakeAfter(pauseMs);
      return;
    }
    while (this.asking < this.size) {
      const go = this.queue.shift();
      if (go === undefined) return;
      this.asking += 1;
      go();
    }
  }

  private wakeAfter(pauseMs: number): void {
    if (this.waking || this.queue.length === 0) return;
    this.waking = true;
    this.clock.schedule(pauseMs, () => {
      this.waking = false;
      this.admit();
    });
  }

  private grow(): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.changedAtMs < GROW_EVERY_MS) return;
    this.changedAtMs = nowMs;
    this.size = Math.min(this.bounds.most, this.size + 1);
  }

  /** What was asked together is throttled together, and counts once. */
  private shrink(): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs < this.pausedUntilMs) return;
    const { least, pauseMs } = this.bounds;
    this.size = Math.max(least, Math.floor(this.size / 2));
    this.changedAtMs = nowMs;
    this.pausedUntilMs = nowMs + pauseMs * (0.5 + this.random() / 2);
  }
}
