import { randomUUID } from 'node:crypto';

import { Failure } from '../failures/failure.js';
import type { AuditedOutcome, AuditedWrite, AuditEvent } from './audit-line.js';
import type { AuditWriter } from './audit-writer.js';
import type { Metrics } from './metrics.js';

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

  /**
   * @param writer undefined when nothing is audited.
   * @param isRequired whether what cannot be told must not be done.
   */
  constructor(
    private readonly metrics: Metrics,
    private readonly writer: AuditWriter | undefined,
    private readonly isRequired: boolean,
  ) {}

  get isOn(): boolean {
    return this.writer !== undefined;
  }

  async start(): Promise<void> {
    await this.writer?.start();
  }

  /** Tells how many writes are under way, whose outcomes will be told no more. */
  async stop(): Promise<void> {
    await this.writer?.stop({ underWay: this.underWay });
  }

  /** @throws Failure audit-unavailable when the intent would not be written and has to be. */
  begin(write: AuditedWrite, faceIds: readonly string[]): AuditedIntent {
    if (this.isRequired && this.writer?.accepts === false) {
      this.metrics.auditFailures.inc();
      throw new Failure('audit-unavailable');
    }
    this.underWay += 1;
    const facts = { writeId: randomUUID(), ...write };
    const written = this.put('intent', { ...facts, faceIds }).then((isWritten) => {
      if (!isWritten && this.isRequired) throw new Failure('audit-unavailable');
    });
    return {
      written,
      end: async (outcome) => {
        this.underWay -= 1;
        await this.put('outcome', { ...facts, ...outcome }, true);
      },
    };
  }

  /** Tells of a write that was refused before it set out for Rekognition. */
  async refused(write: AuditedWrite, outcome: string): Promise<void> {
    await this.put('refused', { ...write, outcome });
  }

  private async put(event: AuditEvent, facts: object, keep = false): Promise<boolean> {
    const isWritten = (await this.writer?.put(event, facts, keep)) ?? true;
    if (!isWritten) this.metrics.auditFailures.inc();
    return isWritten;
  }
}
