import { randomUUID } from 'node:crypto';

import { Failure } from '../failures/failure.js';
import type { Clock } from '../resilience/time/clock.js';
import type { AuditedOutcome, AuditedWrite, AuditEvent } from './audit-line.js';
import { RefusalTally } from './audit-refusals.js';
import type { AuditWriter } from './audit-writer.js';
import type { Metrics } from '../observability/metrics.js';

const REFUSALS_PERIOD_MS = 60_000;

/** A write from its intent to its outcome. */
export interface AuditedIntent {
  /** Resolves when the intent is written; rejects with audit-unavailable if it is required and could not be. */
  readonly written: Promise<void>;
  /** Writes the outcome. Call once. Never rejects, because the write cannot be undone. */
  end(outcome: AuditedOutcome): Promise<void>;
}

/** Records each write: an intent before it is sent, and an outcome before it is answered. */
export class AuditLog {
  private underWay = 0;
  private readonly refusals = new RefusalTally();
  private cancelRefusals: (() => void) | undefined;

  /**
   * @param writer undefined if the audit is off.
   * @param isRequired whether to reject writes whose intent cannot be written.
   */
  constructor(
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    private readonly writer: AuditWriter | undefined,
    private readonly isRequired: boolean,
  ) {}

  get isOn(): boolean {
    return this.writer !== undefined;
  }

  /** @throws AuditLocked if another process keeps writing the audit. */
  async start(): Promise<void> {
    await this.writer?.start();
  }

  /** The last line counts the writes whose outcome will be missing. */
  async stop(): Promise<void> {
    this.cancelRefusals?.();
    this.writeRefusals();
    await this.writer?.stop({ underWay: this.underWay });
  }

  /** @throws Failure audit-unavailable if the intent is required and cannot be written. */
  begin(write: AuditedWrite, faceIds: readonly string[]): AuditedIntent {
    if (this.isRequired && this.writer?.accepts(write.tenant) === false) {
      this.metrics.auditFailures.inc();
      throw new Failure('audit-unavailable');
    }
    this.underWay += 1;
    const facts = { writeId: randomUUID(), ...write };
    const written = this.put('intent', { ...facts, faceIds }, write.tenant).then((isWritten) => {
      if (!isWritten && this.isRequired) throw new Failure('audit-unavailable');
    });
    return {
      written,
      end: async (outcome) => {
        this.underWay -= 1;
        await this.put('outcome', { ...facts, ...outcome }, write.tenant, true);
      },
    };
  }

  /** Records a write that was rejected before its intent, or only counts it if the caller has many of them. */
  async refused(write: AuditedWrite, outcome: string): Promise<void> {
    if (this.writer === undefined) return;
    this.cancelRefusals ??= this.clock.schedule(REFUSALS_PERIOD_MS, () => this.endRefusals());
    const { tenant, keyId, issuer, subject } = write;
    const hasLine = this.refusals.admit({ tenant, keyId, issuer, subject }, this.writer.acceptsOptional(tenant));
    if (hasLine) await this.put('refused', { ...write, outcome }, tenant);
  }

  private endRefusals(): void {
    this.cancelRefusals = undefined;
    if (this.writer?.acceptsOptional() === true) this.writeRefusals();
    else this.cancelRefusals = this.clock.schedule(REFUSALS_PERIOD_MS, () => this.endRefusals());
  }

  private writeRefusals(): void {
    for (const more of this.refusals.end()) void this.put('refused-more', more, more.tenant);
  }

  private async put(event: AuditEvent, facts: object, tenant: string, keep = false): Promise<boolean> {
    const isWritten = (await this.writer?.put(event, facts, keep, tenant)) ?? true;
    if (!isWritten) this.metrics.auditFailures.inc();
    return isWritten;
  }
}
