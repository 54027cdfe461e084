import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { CONFIG, type Config } from '../../config/config.js';
import { Failure } from '../../failures/failure.js';
import { Metrics } from '../../observability/metrics.js';
import { CLOCK, type Clock } from '../../resilience/time/clock.js';
import { Deadline, DeadlinePassed } from '../../resilience/time/call-limits.js';
import { type Leave, QueuedBulkhead } from '../../resilience/bounds/bulkhead.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { hookRoutes } from '../routes/route-table.js';
import { isBodyEmpty } from './body-rules.js';

/** How long a request waits for its slots. */
const SLOT_TIMEOUT_MS = 2_000;
const MAX_WAITING = 200;
/** The share of the slots that one tenant may hold, if there are more than two. */
const TENANT_SHARE = 0.75;

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
    this.slots = new QueuedBulkhead(clock, { total: imageSlots, perKey, waiting: MAX_WAITING });
    metrics.watchImageSlots(() => ({ taken: this.slots.held, waiting: this.slots.waiting }));
  }

  install(fastify: FastifyInstance): void {
    hookRoutes(fastify, ({ bodyRules }) => bodyRules.images.length > 0, {
      preParsing: (request, reply) => this.admit(request, reply),
      onSend: ({ exchange }, _reply, _payload, done) => {
        exchange.endImages?.();
        done();
      },
    });
  }

  private async admit({ exchange, headers }: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { images = [] } = exchange.operation?.bodyRules ?? {};
    if (exchange.caller === undefined || images.length === 0 || isBodyEmpty(headers)) return;
    const leave = await this.take(images.length, exchange.caller);
    // The handler may outlive the client: a write continues, with its image.
    const holders = new Set(['handler', 'connection']);
    const end = (holder: string): void => {
      holders.delete(holder);
      if (holders.size === 0) leave();
    };
    exchange.endImages = () => end('handler');
    if (reply.raw.closed) end('connection');
    else reply.raw.once('close', () => end('connection'));
  }

  /** @throws Failure busy if no slot is free within 2 s, or too many requests wait. */
  private async take(images: number, { tenant, signal }: Caller): Promise<Leave> {
    const deadline = Deadline.after(this.clock, SLOT_TIMEOUT_MS);
    try {
      return await this.slots.enter({ key: tenant.id, units: images, deadline, signal });
    } catch (thrown) {
      throw thrown instanceof DeadlinePassed ? new Failure('busy') : thrown;
    }
  }
}
