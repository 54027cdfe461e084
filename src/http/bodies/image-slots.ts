import { Inject, Injectable } from '@nestjs/common';

import { CONFIG, type Config } from '../../config/config.js';
import { Failure } from '../../failures/failure.js';
import { Metrics } from '../../observability/metrics.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { Deadline } from '../../resilience/time/deadline.js';
import { DeadlinePassed } from '../../resilience/time/call-limits.js';
import { type LeavePlaces, Places } from '../../resilience/bounds/places.js';
import type { Caller } from '../../tenants/identity/caller.js';

/** How long a request waits for its slot before its body is read. */
const PATIENCE_MS = 2_000;
const MOST_WAITING = 200;
/** The share of the slots that one tenant may hold, where there are more than two. */
const SHARE_OF_ONE = 0.75;

/**
 * A slot, which is free again when everybody who holds it has let it go: the exchange until its connection has the
 * answer or is closed, and the handler, which may still have the image in its hands when the caller has left.
 */
export class ImageSlot {
  private holders = 1;

  constructor(private readonly leave: LeavePlaces) {}

  hold(): void {
    this.holders += 1;
  }

  letGo(): void {
    this.holders -= 1;
    if (this.holders === 0) this.leave();
  }
}

/** Bounds how many images are in memory at once. A request takes a slot for each of its images before its body is read. */
@Injectable()
export class ImageSlots {
  private readonly places: Places;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) { imageSlots }: Config,
    metrics: Metrics,
  ) {
    const perFlow = Math.max(2, Math.floor(imageSlots * SHARE_OF_ONE));
    this.places = new Places(clock, { total: imageSlots, perFlow, waiting: MOST_WAITING });
    metrics.watchImageSlots(() => ({ taken: this.places.takenInAll, waiting: this.places.waiting }));
  }

  /** @throws Failure busy when none comes free within 2 s, or too many wait. */
  async take(images: number, { tenant, signal }: Pick<Caller, 'tenant' | 'signal'>): Promise<ImageSlot> {
    const deadline = Deadline.after(this.clock, PATIENCE_MS);
    try {
      return new ImageSlot(await this.places.take({ flow: tenant.id, places: images, deadline, signal }));
    } catch (thrown) {
      throw thrown instanceof DeadlinePassed ? new Failure('busy') : thrown;
    }
  }
}
