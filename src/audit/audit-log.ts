import { randomUUID } from 'node:crypto';

import { Failure } from '../failures/failure.js';
import type { Metrics } from '../observability/metrics.js';
import type { Clock } from '../resilience/time/clock.js';
import type { AuditedOutcome, AuditedWrite, AuditEvent } from './audit-line.js';
import type { AuditWriter } from './audit-writer.js';

const REFUSALS_PERIOD_MS = 60_000;

/** A write from its intent to its outcome. */
export interface AuditedIntent {
  /** Resolves when the intent is written; rejects with audit-unavailable if it is required and could not be. */
  readonly written: Promise<void>;
  /** Writes the outcome. Call once. Never rejects, because the write cannot be undone. */
  end(outcome: AuditedOutcome): Promise<void>;
}

/** Writes an intent before each write is sent, and an outcome before it is answered. */
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

  /** Records a write that was rejected before its intent, or only counts it. */
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

const MAX_LINES_PER_CALLER = 10;
/** Also bounds the callers counted separately, because tokens can name any number of subjects. */
const MAX_PER_TENANT = 100;

/** A caller of rejected writes. Without `keyId` and `subject`: all callers of the tenant without their own tally. */
export interface RefusedCaller {
  readonly tenant: string;
  readonly keyId?: string | undefined;
  readonly issuer?: string | undefined;
  readonly subject?: string | undefined;
}

export interface RefusedMore extends RefusedCaller {
  readonly count: number;
}

interface Tally {
  readonly caller: RefusedCaller;
  lines: number;
  more: number;
  /** In a tenant's tally: the number of its callers with their own tally. */
  callers: number;
}

/** Bounds how many rejected writes get a line, per caller and per tenant, and counts the others, in each minute. */
export class RefusalTally {
  private tallies = new Map<string, Tally>();

  /** @returns whether the write gets a line. */
  admit(caller: RefusedCaller, mayWrite: boolean): boolean {
    const ofTenant = this.tallyOf({ tenant: caller.tenant });
    const hasOwn = this.tallies.has(keyOf(caller)) || ofTenant.callers < MAX_PER_TENANT;
    const tally = hasOwn ? this.tallyOf(caller, ofTenant) : ofTenant;
    const hasLine =
      mayWrite && tally !== ofTenant && tally.lines < MAX_LINES_PER_CALLER && ofTenant.lines < MAX_PER_TENANT;
    if (!hasLine) {
      tally.more += 1;
      return false;
    }
    tally.lines += 1;
    ofTenant.lines += 1;
    return true;
  }

  /** Ends the period and returns its counts. */
  end(): RefusedMore[] {
    const tallies = [...this.tallies.values()];
    this.tallies = new Map();
    return tallies.filter(({ more }) => more > 0).map(({ caller, more }) => ({ ...caller, count: more }));
  }

  private tallyOf(caller: RefusedCaller, ofTenant?: Tally): Tally {
    const found = this.tallies.get(keyOf(caller));
    if (found !== undefined) return found;
    if (ofTenant !== undefined) ofTenant.callers += 1;
    const tally = { caller, lines: 0, more: 0, callers: 0 };
    this.tallies.set(keyOf(caller), tally);
    return tally;
  }
}

function keyOf({ tenant, keyId, issuer, subject }: RefusedCaller): string {
  return JSON.stringify([tenant, keyId, issuer, subject]);
}
