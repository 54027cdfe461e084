import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { finalize, type Observable } from 'rxjs';

import { CONFIG, type Config } from '../../config/config.js';
import { Failure } from '../../failures/failure.js';
import { Metrics } from '../../observability/metrics.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { Deadline, DeadlinePassed } from '../../resilience/time/call-limits.js';
import { type Leave, QueuedBulkhead } from '../../resilience/bounds/bulkhead.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { isBodyEmpty } from './body-rules.js';

/** How long a request waits for its slots. */
const SLOT_TIMEOUT_MS = 2_000;
const MOST_WAITING = 200;
/** The share of the slots that one tenant may hold, if there are more than two. */
const TENANT_SHARE = 0.75;

/** A reference-counted slot: held until the connection closes, and by the handler, which may outlive the client. */
export class ImageSlot {
  private holders = 1;

  constructor(private readonly leave: Leave) {}

  hold(): void {
    this.holders += 1;
  }

  release(): void {
    this.holders -= 1;
    if (this.holders === 0) this.leave();
  }
}

/** Bounds the images in memory: a request takes one slot for each of its images before its body is read. */
@Injectable()
export class ImageAdmission {
  private readonly slots: QueuedBulkhead;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) { imageSlots }: Config,
    metrics: Metrics,
  ) {
    const perKey = Math.max(2, Math.floor(imageSlots * TENANT_SHARE));
    this.slots = new QueuedBulkhead(clock, { total: imageSlots, perKey, waiting: MOST_WAITING });
    metrics.watchImageSlots(() => ({ taken: this.slots.held, waiting: this.slots.waiting }));
  }

  install(fastify: FastifyInstance): void {
    fastify.addHook('preParsing', (request, reply) => this.admit(request, reply));
  }

  private async admit({ exchange, headers, routeOptions }: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { images = [] } = routeOptions.config.operation?.bodyRules ?? {};
    if (exchange.caller === undefined || images.length === 0 || isBodyEmpty(headers)) return;
    const slot = await this.take(images.length, exchange.caller);
    exchange.imageSlot = slot;
    if (reply.raw.closed) slot.release();
    else reply.raw.once('close', () => slot.release());
  }

  /** @throws Failure busy if no slot is free within 2 s, or too many requests wait. */
  private async take(images: number, { tenant, signal }: Caller): Promise<ImageSlot> {
    const deadline = Deadline.after(this.clock, SLOT_TIMEOUT_MS);
    try {
      return new ImageSlot(await this.slots.enter({ key: tenant.id, units: images, deadline, signal }));
    } catch (thrown) {
      throw thrown instanceof DeadlinePassed ? new Failure('busy') : thrown;
    }
  }
}

/** Holds the image slot until the handler ends: a write continues, with its image, after the client disconnects. */
@Injectable()
export class ImageSlotInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { imageSlot } = context.switchToHttp().getRequest<FastifyRequest>().exchange;
    if (imageSlot === undefined) return next.handle();
    imageSlot.hold();
    return next.handle().pipe(finalize(() => imageSlot.release()));
  }
}
