import { randomUUID } from 'node:crypto';

import { Inject, Injectable, Optional, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { namespaceOf } from '../config/tenant.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
import { Logger } from '../observability/logger.js';
import { type CallLimits, Deadline, pause, withinLimits } from '../resilience/time/call-limits.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { CLOCK, type Clock } from '../resilience/time/clock.js';
import {
  type Erasure,
  ERASURE_STORE,
  type ErasureNames,
  type ErasureStore,
  isInProgress,
} from '../state/erasure.store.js';
import type { Caller } from '../tenants/identity/caller.js';
import { TenantDirectory } from '../tenants/identity/tenant-directory.js';
import { AllFaces } from './all-faces.js';
import { ErasureSteps } from './erasure-steps.js';
import { Receipts } from './receipts.js';

/** Time limit of one attempt; its progress is kept for the next one. */
const TRY_MS = 60_000;
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;
/** After this time, another process may take over, for example because the process of the attempt was killed. */
const LEASE_MS = TRY_MS + 15_000;
/** How often to look for unclaimed erasures, and to check erasures that other processes run. */
const LOOK_AGAIN_MS = 2_000;
/** An erasure that still fails after this time is stuck. */
const GIVE_UP_MS = 24 * 60 * 60 * 1_000;
/** Maximum number of concurrent erasures; others wait. They share the quota of their tenants with callers. */
const MAX_RUNNING = 10;

/** The part of a caller that is stored with an erasure. */
export type AskedBy = Pick<Caller, 'principal' | 'requestId' | 'trace'>;

interface UnfinishedErasure {
  readonly names: ErasureNames;
  failures: number;
  readonly end: PromiseWithResolvers<undefined>;
}

/**
 * Runs erasures in the background until they are done or stuck, and those that no process runs. Failures that can pass
 * are tried again, after 1 to 60 seconds, for a day. One process runs an erasure at a time.
 */
@Injectable()
export class ErasureRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly owner = randomUUID();
  private readonly waiting: UnfinishedErasure[] = [];
  private readonly unfinished = new Map<string, UnfinishedErasure>();
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private cancelLook = (): void => undefined;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(ERASURE_STORE) private readonly store: ErasureStore | undefined,
    private readonly tenants: TenantDirectory,
    private readonly rekognition: RekognitionGateway,
    private readonly faces: AllFaces,
    @Optional() @Inject(Receipts) private readonly receipts: Receipts | undefined,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { store } = this;
    if (store === undefined) return;
    // If it fails, the next look finds them.
    for (const names of await store.unclaimed().catch(() => [])) this.start(names);
    if (store.isShared && !this.stopping.signal.aborted)
      this.cancelLook = this.clock.schedule(LOOK_AGAIN_MS, () => void this.onApplicationBootstrap());
  }

  async onApplicationShutdown(): Promise<void> {
    this.cancelLook();
    this.stopping.abort();
    await Promise.allSettled(this.running);
    this.store?.close();
  }

  /** Starts a stored erasure, unless this process runs it already. */
  start({ id, namespace, collectionId }: ErasureNames): void {
    if (this.unfinished.has(id)) return;
    const names = { id, namespace, collectionId };
    const started = { names, failures: 0, end: Promise.withResolvers<undefined>() };
    this.unfinished.set(id, started);
    this.enqueue(started);
  }

  /** Waits until the erasure is done or stuck, wherever it runs, or a limit is reached. */
  async wait(names: ErasureNames, limits: CallLimits): Promise<void> {
    for (;;) {
      const end = this.unfinished.get(names.id)?.end.promise;
      if (end !== undefined) await withinLimits(this.clock, limits, end);
      const erasure = await this.store?.find(names);
      if (erasure === undefined || !isInProgress(erasure)) return;
      await pause(this.clock, LOOK_AGAIN_MS, limits);
    }
  }

  private enqueue(unfinished: UnfinishedErasure): void {
    this.waiting.push(unfinished);
    this.pump();
  }

  private pump(): void {
    while (this.running.size < MAX_RUNNING && !this.stopping.signal.aborted) {
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
    let erasure: Erasure | undefined;
    const save = async (next: Erasure): Promise<void> => {
      erasure = next;
      await this.store?.save(next, this.owner);
    };
    try {
      erasure = await this.store?.claim(unfinished.names, this.owner, LEASE_MS);
      if (erasure !== undefined) {
        const { rekognition, faces } = this;
        const steps = new ErasureSteps(erasure, { rekognition, faces, caller: this.callerOf(erasure), save });
        await save(await this.doneOf(await steps.run()));
      }
      this.end(unfinished);
    } catch (thrown) {
      await this.failed(unfinished, erasure, classify(thrown));
    }
  }

  private async failed(unfinished: UnfinishedErasure, erasure: Erasure | undefined, failure: Failure): Promise<void> {
    const { names } = unfinished;
    if (this.stopping.signal.aborted) return this.holdFor(0, names);
    this.logger.warning(`erasure ${names.id} failed: ${failure.code}`);
    if (erasure === undefined || this.mayTryAgain(failure, erasure)) {
      const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** unfinished.failures);
      unfinished.failures += 1;
      await this.holdFor(delayMs + LEASE_MS - TRY_MS, names);
      this.clock.schedule(delayMs, () => this.enqueue(unfinished));
      return;
    }
    const problem = { code: failure.code, detail: failure.message };
    // If this fails too, the erasure stays unfinished, and is resumed when its lease ends.
    await this.store?.save({ ...erasure, state: 'stuck', problem }, this.owner).catch(() => undefined);
    this.end(unfinished);
  }

  /** Keeps the erasure until the next try. If that fails, the lease ends by itself. */
  private async holdFor(leaseMs: number, names: ErasureNames): Promise<void> {
    await this.store?.claim(names, this.owner, leaseMs).catch(() => undefined);
  }

  private end({ names, end }: UnfinishedErasure): void {
    this.unfinished.delete(names.id);
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
