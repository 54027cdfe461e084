import type { Clock } from '../time/clock.js';

/** A flow hangs after so many attempts in a row without an answer. */
const HUNG_ATTEMPTS = 3;
/** Shorter attempts without an answer do not count, because their callers may just have been impatient. */
const HUNG_MS = 2_000;
const PROBE_EVERY_MS = 1_000;
/** A flow is forgotten this long after its last attempt without an answer. */
const REMEMBERED_MS = 10_000;

interface HungFlow {
  unanswered: number;
  unansweredAtMs: number;
  startedAtMs: number;
}

/**
 * Flows whose last attempts all got no answer. Such a flow starts one attempt a second, until one is answered or ten
 * seconds have passed without a time-out: its calls would hang as well, and each attempt costs CPU that other flows need.
 * Its other calls wait; none is rejected.
 */
export class HungFlows {
  private readonly flows = new Map<string, HungFlow>();

  constructor(private readonly clock: Clock) {}

  /** Whether the flow may start an attempt now. */
  mayStart(flow: string): boolean {
    return this.waitMs(this.flows.get(flow)) === 0;
  }

  /** Milliseconds until the next hung flow may start an attempt; Infinity if none has to wait. */
  get nextStartMs(): number {
    const waits = Array.from(this.flows.values(), (flow) => this.waitMs(flow));
    return Math.min(...waits.filter((waitMs) => waitMs > 0));
  }

  started(flow: string): void {
    const found = this.flows.get(flow);
    if (found !== undefined) found.startedAtMs = this.clock.monotonicMs();
  }

  answered(flow: string): void {
    this.flows.delete(flow);
  }

  /** @param durationMs how long the attempt lasted. */
  unanswered(flow: string, durationMs: number): void {
    if (durationMs < HUNG_MS) return;
    const nowMs = this.clock.monotonicMs();
    this.forgetOld(nowMs);
    const { unanswered = 0, startedAtMs = nowMs } = this.flows.get(flow) ?? {};
    this.flows.set(flow, { unanswered: unanswered + 1, unansweredAtMs: nowMs, startedAtMs });
  }

  private waitMs(flow: HungFlow | undefined): number {
    if (flow === undefined || flow.unanswered < HUNG_ATTEMPTS) return 0;
    const untilMs = Math.min(flow.startedAtMs + PROBE_EVERY_MS, flow.unansweredAtMs + REMEMBERED_MS);
    return Math.max(0, untilMs - this.clock.monotonicMs());
  }

  private forgetOld(nowMs: number): void {
    for (const [flow, { unansweredAtMs }] of this.flows) {
      if (unansweredAtMs <= nowMs - REMEMBERED_MS) this.flows.delete(flow);
    }
  }
}
