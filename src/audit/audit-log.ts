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
  /** Resolves when the intent is written; rejects with audit-unavailable when it is not and has to be. */
  readonly written: Promise<void>;
  /** Tells what became of the write, to be called once. Never fails: what was done was done. */
  end(outcome: AuditedOutcome): Promise<void>;
}

/** Keeps the audit: who changes what, told before it is sent and again before it is answered. */
export class AuditLog {
  private underWay = 0;
  private readonly refusals = new RefusalTally();
  private cancelRefusals: (() => void) | undefined;

  /**
   * @param writer undefined when nothing is audited.
   * @param isRequired whether what cannot be told must not be done.
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

  /** @throws AuditLocked if another process writes the audit and goes on doing so. */
  async start(): Promise<void> {
    await this.writer?.start();
  }

  /** Writes how many writes are under way, whose outcomes will not be written any more. */
  async stop(): Promise<void> {
    this.cancelRefusals?.();
    this.writeRefusals();
    await this.writer?.stop({ underWay: this.underWay });
  }

  /** @throws Failure audit-unavailable when the intent would not be written and has to be. */
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

  /** Writes that a write was refused before it was admitted, or only counts it where the caller has many of them. */
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
