import type { Clock } from '../resilience/time/clock.js';
import { withinMs } from '../resilience/time/call-limits.js';
import type { ChainHead } from './audit-chain.js';
import type { ChainWriter, OpeningLine } from './audit-chain-writer.js';
import type { AuditEvent } from './audit-line.js';
import { AuditQueue, type WaitingLine } from './audit-queue.js';

const HEAD_EVERY_MS = 60_000;
/** Maximum time that a response waits for a hanging disk. */
const MAX_WRITE_MS = 3_000;
const RETRY_MS = 1_000;

/** Events whose head is also logged. `start` covers a process that is killed within its first minute. */
const HEADS: ReadonlySet<AuditEvent> = new Set(['start', 'head', 'stop']);

const NOTHING = (): void => undefined;

export interface AuditReports {
  added(event: AuditEvent): void;
  /** A head was written. Record it where it cannot be changed together with the audit. */
  head(head: ChainHead): void;
  /** A start waits for the process named in the message. */
  waiting(message: string): void;
  /** Optional lines are dropped from now on, or no longer. */
  spaceLow(isLow: boolean): void;
  /** @param code the system's error code, for example `ENOSPC`. */
  failing(code: string): void;
  recovered(): void;
}

/** Writes lines in order, all queued lines at once, and a head each minute. Retries each second after a failure. */
export class AuditWriter {
  private readonly waiting = new AuditQueue();
  private isHeadDue = false;
  /** Lines dropped since the last head. The next one reports the number. */
  private lost = 0;
  private isFailing = false;
  private isSpaceLow = false;
  private isStopped = false;
  private running: Promise<void> | undefined;
  private cancelHead = NOTHING;
  private cancelRetry = NOTHING;

  constructor(
    private readonly clock: Clock,
    private readonly chain: ChainWriter,
    private readonly reports: AuditReports,
  ) {}

  get waitingLines(): number {
    return this.waiting.length;
  }

  accepts(tenant?: string): boolean {
    return !this.isFailing && !this.isStopped && this.waiting.hasRoom(tenant);
  }

  /** Whether an optional line is accepted. Optional lines must leave disk space for others. */
  acceptsOptional(tenant?: string): boolean {
    return !this.isSpaceLow && this.accepts(tenant);
  }

  /** @throws AuditLocked if another process keeps writing the audit. */
  async start(): Promise<void> {
    await this.chain.waitForLock(this.clock, (message) => this.reports.waiting(message));
    this.scheduleHead();
    await this.flush();
  }

  /**
   * @param keep whether to write the line later, within the queue's bound, if it cannot be written now.
   * @param tenant whose share of the queue the line uses.
   * @returns whether the line was written.
   */
  put(event: AuditEvent, facts: object, keep: boolean, tenant?: string): Promise<boolean> {
    const body = this.bodyOf(event, facts);
    const isAccepted = keep ? !this.isStopped && this.waiting.hasRoomFor(body, tenant) : this.accepts(tenant);
    if (!isAccepted) {
      this.lost += 1;
      return Promise.resolve(false);
    }
    return new Promise((settle) => {
      this.waiting.push({ event, body, tenant, settle });
      if (this.isFailing) settle(false);
      else void this.flush();
    });
  }

  /** Writes the last line and closes the destination, within MAX_WRITE_MS. */
  async stop(facts: object): Promise<void> {
    this.cancelHead();
    void this.put('stop', facts, true);
    await withinMs(this.clock, MAX_WRITE_MS, () => this.finish()).catch(NOTHING);
    this.isStopped = true;
    this.cancelRetry();
  }

  /** Flushes again after a running write, which may fail. */
  private async finish(): Promise<void> {
    await this.running;
    await this.flush();
    await this.chain.destination.close();
  }

  private flush(): Promise<void> {
    this.running ??= this.flushAll();
    return this.running;
  }

  private async flushAll(): Promise<void> {
    try {
      do await this.flushOnce();
      while (!this.isFailing && (this.isHeadDue || !this.waiting.isEmpty));
    } finally {
      // Synchronous with the check above, so that a later line starts a new flush.
      this.running = undefined;
    }
  }

  private async flushOnce(): Promise<void> {
    let batch: WaitingLine[] = [];
    const cancelTimer = this.clock.schedule(MAX_WRITE_MS, () => this.fail(batch, 'ETIMEDOUT'));
    try {
      await this.chain.prepare();
      this.noteSpace(await this.chain.destination.hasSpace());
      batch = this.takeDue();
      const head = await this.chain.write(batch.map(({ body }) => body));
      this.succeed(batch, head);
    } catch (thrown) {
      this.fail(batch, codeOf(thrown));
      this.scheduleRetry();
    } finally {
      cancelTimer();
    }
  }

  private takeDue(): WaitingLine[] {
    const opening = this.chain.opening(this.isHeadDue);
    this.isHeadDue = false;
    const lines = [...(opening === undefined ? [] : [this.ownLine(opening)]), ...this.waiting.takeAll()];
    for (const { event } of lines) this.reports.added(event);
    return lines;
  }

  private ownLine({ event, facts }: OpeningLine): WaitingLine {
    const { lost } = this;
    this.lost = 0;
    return { event, body: this.bodyOf(event, { ...facts, ...(lost > 0 && { lost }) }), settle: NOTHING };
  }

  private bodyOf(event: AuditEvent, facts: object): string {
    return JSON.stringify({ at: new Date(this.clock.wallMs()).toISOString(), event, ...facts });
  }

  private succeed(batch: readonly WaitingLine[], head: ChainHead): void {
    for (const { settle } of batch) settle(true);
    if (this.isFailing) this.reports.recovered();
    this.isFailing = false;
    if (batch.some(({ event }) => HEADS.has(event))) this.reports.head(head);
  }

  private noteSpace(hasSpace: boolean): void {
    if (hasSpace === this.isSpaceLow) this.reports.spaceLow(!hasSpace);
    this.isSpaceLow = !hasSpace;
  }

  /** Settles all waiting lines as unwritten. The lines themselves may still be written later. */
  private fail(batch: readonly WaitingLine[], code: string): void {
    for (const { settle } of batch) settle(false);
    this.waiting.settleUnwritten();
    if (!this.isFailing) this.reports.failing(code);
    this.isFailing = true;
  }

  private scheduleHead(): void {
    this.cancelHead = this.clock.schedule(HEAD_EVERY_MS, () => {
      this.scheduleHead();
      this.isHeadDue = true;
      if (!this.isFailing) void this.flush();
    });
  }

  /** The retry writes a head line first, as a probe. */
  private scheduleRetry(): void {
    if (this.isStopped) return;
    this.cancelRetry = this.clock.schedule(RETRY_MS, () => {
      this.isHeadDue = true;
      void this.flush();
    });
  }
}

function codeOf(thrown: unknown): string {
  const { code } = (thrown ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
}
