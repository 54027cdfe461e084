import { Inject, Injectable, Optional, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { namespaceOf } from '../config/tenant.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
import { Logger } from '../observability/logger.js';
import { type CallLimits, Deadline, withinLimits } from '../resilience/time/call-limits.js';
import { CLOCK, type Clock } from '../resilience/time/clock.js';

import { type Erasure, ERASURE_STORE, type ErasureStore } from '../state/erasure.store.js';
import type { Caller } from '../tenants/identity/caller.js';
import { TenantDirectory } from '../tenants/identity/tenant-directory.js';
import { ErasureSteps } from './erasure-steps.js';
import { Receipts } from './receipts.js';

/** Time limit of one try; what it did is kept for the next. */
const TRY_MS = 60_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
/** An erasure that still fails after this time is stuck. */
const GIVE_UP_MS = 24 * 60 * 60 * 1_000;
/** Erasures in progress at once; others wait for their turn. They share the quota of their tenants with callers. */
const MOST_RUNNING = 10;

/** The part of a caller that is stored with an erasure. */
export type AskedBy = Pick<Caller, 'principal' | 'requestId' | 'trace'>;

interface UnfinishedErasure {
  erasure: Erasure;
  failures: number;
  readonly end: PromiseWithResolvers<undefined>;
}

/**
 * Runs erasures in the background until they are done or stuck, and resumes those that an earlier process left. Failures
 * that can pass are tried again, after 1 to 60 seconds, for a day.
 */
@Injectable()
export class ErasureRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly waiting: UnfinishedErasure[] = [];
  private readonly unfinished = new Map<string, UnfinishedErasure>();
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(ERASURE_STORE) private readonly store: ErasureStore | undefined,
    private readonly tenants: TenantDirectory,
    private readonly steps: ErasureSteps,
    @Optional() @Inject(Receipts) private readonly receipts: Receipts | undefined,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const erasure of (await this.store?.unfinished()) ?? []) this.start(erasure);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.running);
    this.store?.close();
  }

  /** Starts a stored erasure, unless it runs already. */
  start(erasure: Erasure): void {
    if (this.unfinished.has(erasure.id)) return;
    const started = { erasure, failures: 0, end: Promise.withResolvers<undefined>() };
    this.unfinished.set(erasure.id, started);
    this.enqueue(started);
  }

  /** Waits until the erasure is done or stuck, or a limit is reached. */
  async wait(id: string, limits: CallLimits): Promise<void> {
    const end = this.unfinished.get(id)?.end.promise;
    if (end !== undefined) await withinLimits(this.clock, limits, end);
  }

  private enqueue(unfinished: UnfinishedErasure): void {
    this.waiting.push(unfinished);
    this.pump();
  }

  private pump(): void {
    while (this.running.size < MOST_RUNNING && !this.stopping.signal.aborted) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      const run = this.run(next).finally(() => {
        this.running.delete(run);
        this.pump();
      });
      this.running.add(run);
    }
  }

  private async run(unfinished: UnfinishedErasure): Promise<void> {
    const save = async (erasure: Erasure): Promise<void> => {
      unfinished.erasure = erasure;
      await this.store?.save(erasure);
    };
    try {
      const caller = this.callerOf(unfinished.erasure);
      await save(await this.doneOf(await this.steps.run(unfinished.erasure, caller, save)));
      this.end(unfinished);
    } catch (thrown) {
      await this.failed(unfinished, classify(thrown));
    }
  }

  private async failed(unfinished: UnfinishedErasure, failure: Failure): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const { erasure } = unfinished;
    this.logger.warning(`erasure ${erasure.id} of tenant ${erasure.tenantId} failed: ${failure.code}`);
    if (this.mayTryAgain(failure, erasure)) {
      const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** unfinished.failures);
      unfinished.failures += 1;
      this.clock.schedule(delayMs, () => this.enqueue(unfinished));
      return;
    }
    const problem = { code: failure.code, detail: failure.message };
    // If this fails too, the erasure stays unfinished, and the next process resumes it.
    await this.store?.save({ ...erasure, state: 'stuck', problem }).catch(() => undefined);
    this.end(unfinished);
  }

  private end({ erasure, end }: UnfinishedErasure): void {
    this.unfinished.delete(erasure.id);
    end.resolve(undefined);
  }

  private mayTryAgain({ retryable, row, code }: Failure, { createdAtMs }: Erasure): boolean {
    const canPass = retryable || row.status >= 500;
    return canPass && code !== 'tenant-misconfigured' && this.clock.wallMs() - createdAtMs < GIVE_UP_MS;
  }

  private async doneOf(erasure: Erasure): Promise<Erasure> {
    const atMs = this.clock.wallMs();
    const receipt = (await this.receipts?.of(erasure, atMs)) ?? '';
    const finished = { atMs, faceCount: erasure.goneFaceIds.length, receipt };
    const noIds = { userId: '', faceIds: [], imageIds: [], goneFaceIds: [] };
    return { ...erasure, ...noIds, state: 'done', left: [], finished };
  }

  /** @throws Failure tenant-misconfigured if the tenant was removed, or its names mean other collections now. */
  private callerOf({ tenantId, namespace, askedBy }: Erasure): Caller {
    const tenant = this.tenants.tenantOf(tenantId);
    if (tenant === undefined || namespaceOf(tenant) !== namespace) throw new Failure('tenant-misconfigured');
    return {
      ...(askedBy as AskedBy),
      tenant,
      scopes: ['read', 'write'],
      deadline: Deadline.after(this.clock, TRY_MS),
      signal: this.stopping.signal,
    };
  }
}
