import type { Clock } from '../../src/resilience/time/clock.js';

/** The process of one replica: nothing happens in it after it crashed, and what happens while it is paused waits. */
export class SimulatedProcess {
  isCrashed = false;
  /** Ends all of its requests. */
  readonly crashed = Promise.withResolvers<'gone'>();
  pauses = 0;
  private pausedUntilMs = 0;

  /** @param aheadMs how far the clocks of its machine are ahead of those of the others. */
  constructor(
    private readonly world: Clock,
    private readonly aheadMs: number,
  ) {}

  readonly clock: Clock = {
    wallMs: () => this.world.wallMs() + this.aheadMs,
    monotonicMs: () => this.world.monotonicMs() + this.aheadMs,
    schedule: (delayMs, task) => {
      const state = { isCancelled: false };
      const cancel = this.world.schedule(delayMs, () =>
        this.deliver(() => {
          if (!state.isCancelled) task();
        }),
      );
      return () => {
        state.isCancelled = true;
        cancel();
      };
    },
  };

  get isPaused(): boolean {
    return this.pausedUntilMs > this.world.monotonicMs();
  }

  crash(): void {
    this.isCrashed = true;
    this.crashed.resolve('gone');
  }

  pause(durationMs: number): void {
    this.pauses += 1;
    this.pausedUntilMs = this.world.monotonicMs() + durationMs;
  }

  /** Runs a task when the process can: an answer or a timer. */
  deliver(task: () => void): void {
    if (this.isCrashed) return;
    const waitMs = this.pausedUntilMs - this.world.monotonicMs();
    if (waitMs > 0) this.world.schedule(waitMs, () => this.deliver(task));
    else task();
  }
}
