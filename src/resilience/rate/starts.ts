import type { Clock } from '../time/clock.js';

/** A flow hangs only if so many attempts started since its last answer. */
const MIN_HUNG_ATTEMPTS = 3;
/** Shorter attempts without an answer do not count, because their callers may just have been impatient. */
const MIN_HUNG_MS = 2_000;
const PROBE_EVERY_MS = 1_000;
/** A flow is forgotten this long after its last start and its last time-out. */
const REMEMBERED_MS = 10_000;

/** A flow since its last answer. */
interface Unanswered {
  readonly sinceMs: number;
  starts: number;
  startedAtMs: number;
  timedOutAtMs: number;
}

/**
 * Flows that hang: an attempt timed out, and since it started none of the flow was answered. Such a flow starts one attempt
 * a second, until one is answered or ten seconds have passed without a time-out: its calls would hang as well, and each
 * attempt costs CPU that other flows need. Its other calls wait; none is rejected.
 */
export class HungFlows {
  /** In the order of their first starts since an answer. */
  private readonly flows = new Map<string, Unanswered>();

  constructor(private readonly clock: Clock) {}

  get size(): number {
    return this.flows.size;
  }

  /** Whether the flow may start an attempt now. */
  mayStart(flow: string): boolean {
    return this.waitMs(this.flows.get(flow)) === 0;
  }

  /** Milliseconds until the next hung flow may start an attempt; Infinity if none has to wait. */
  get nextStartMs(): number {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const flow of this.flows.values()) {
      const waitMs = this.waitMs(flow);
      if (waitMs > 0 && waitMs < nextMs) nextMs = waitMs;
    }
    return nextMs;
  }

  started(flow: string): void {
    const nowMs = this.clock.monotonicMs();
    const found = this.flows.get(flow);
    if (found === undefined) {
      this.forgetOldest(nowMs);
      this.flows.set(flow, { sinceMs: nowMs, starts: 1, startedAtMs: nowMs, timedOutAtMs: Number.NEGATIVE_INFINITY });
      return;
    }
    found.starts += 1;
    found.startedAtMs = nowMs;
  }

  answered(flow: string): void {
    this.flows.delete(flow);
  }

  /** @param durationMs how long the attempt lasted. */
  unanswered(flow: string, durationMs: number): void {
    const found = this.flows.get(flow);
    const nowMs = this.clock.monotonicMs();
    if (found === undefined || durationMs < MIN_HUNG_MS || nowMs - durationMs < found.sinceMs) return;
    found.timedOutAtMs = nowMs;
  }

  private waitMs(flow: Unanswered | undefined): number {
    if (flow === undefined || flow.starts < MIN_HUNG_ATTEMPTS) return 0;
    const untilMs = Math.min(flow.startedAtMs + PROBE_EVERY_MS, flow.timedOutAtMs + REMEMBERED_MS);
    return Math.max(0, untilMs - this.clock.monotonicMs());
  }

  /** One for each that is added, so that flows whose attempts ended in another way do not accumulate. */
  private forgetOldest(nowMs: number): void {
    for (const [flow, { startedAtMs, timedOutAtMs }] of this.flows) {
      if (Math.max(startedAtMs, timedOutAtMs) <= nowMs - REMEMBERED_MS) this.flows.delete(flow);
      return;
    }
  }
}

/** Waiting attempts that are started per turn of the event loop, over all flows. */
const MAX_STARTS_PER_TURN = 2;

/**
 * Spreads the starts of attempts over turns of the event loop. Preparing an attempt takes a millisecond or two, so starting
 * many at once, for example when hanging calls free their slots together, would delay all other flows. The first attempt
 * of a flow in a turn starts at once; further ones wait, and the flows that wait are served in rotation.
 */
export class Starts {
  /** Flows that started an attempt in this turn or wait, with the starts that wait for a later turn. */
  private readonly flows = new Map<string, (() => void)[]>();

  /** Resolves when the flow may start an attempt. */
  async next(id: string): Promise<void> {
    if (this.flows.size === 0) setImmediate(this.beginTurn);
    const waiting = this.flows.get(id);
    if (waiting === undefined) this.flows.set(id, []);
    else await new Promise<void>((go) => waiting.push(go));
  }

  private readonly beginTurn = (): void => {
    let started = 0;
    for (const [id, waiting] of [...this.flows]) {
      if (waiting.length > 0 && started === MAX_STARTS_PER_TURN) continue;
      const go = waiting.shift();
      // A flow that starts one goes to the end.
      this.flows.delete(id);
      if (go === undefined) continue;
      this.flows.set(id, waiting);
      started += 1;
      go();
    }
    if (this.flows.size > 0) setImmediate(this.beginTurn);
  };
}
