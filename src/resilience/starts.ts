import { FairQueue } from './fair-queue.js';

/**
 * Lets one attempt start per turn of the event loop, in turns between flows. Preparing an attempt takes this process a
 * millisecond or two: many that start together, as when those that wait for slots get them all at once, would keep
 * everybody else's requests waiting that long. Nothing waits while the process has nothing else to do.
 */
export class Starts {
  private readonly queue = new FairQueue<() => void>();
  private busy = false;

  /** Resolves in a turn in which no other attempt starts. */
  async next(flow: string): Promise<void> {
    if (this.busy) await new Promise<void>((go) => this.queue.push(flow, 1, go));
    else this.begin();
  }

  private begin(): void {
    this.busy = true;
    setImmediate(() => {
      this.busy = false;
      const go = this.queue.shift(() => true);
      if (go === undefined) return;
      this.begin();
      go();
    });
  }
}
