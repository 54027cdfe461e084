import { burstOf } from '../../src/resilience/rate/rate.js';
import { digestOf, keyOf } from '../../src/state/redis/redis-script.js';
import type { Keyspace } from '../harness/redis/twins.js';
import type { Report } from './ledger.js';
import { PER_SECOND, type SimulatedReplica, TENANT } from './simulated-replica.js';

/** From a turn to the call: the record is marked, which takes two commands. */
const TURN_TO_CALL_MS = 150;
/** Turns that were granted before a loss come within this time after it. */
const AFTER_LOSS_MS = 2_000;
const GAP_US = 1_000_000 / PER_SECOND;
const BURST = burstOf(PER_SECOND);

/** More calls than the rate gives, in windows that include a part of this time. */
interface Allowance {
  readonly operation?: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly calls: number;
}

/**
 * Holds calls to the rate: in every window at most rate × time + burst, and what was granted already when Redis lost its
 * turns, a replica crashed or was paused. A replica that Redis cannot reach also uses its own part, because the others do
 * not know that it is cut off and not gone.
 */
export class RateCheck {
  private readonly allowances: Allowance[] = [];
  /** Part of the rate that replicas use in addition, from a time on. */
  private readonly divided: { readonly fromMs: number; readonly share: number }[] = [];

  constructor(
    private readonly nowMs: () => number,
    private readonly report: Report,
  ) {}

  /** Call whenever a replica starts, ends, or its link changes. */
  sample(replicas: readonly SimulatedReplica[]): void {
    const alive = replicas.filter(({ process }) => !process.isCrashed);
    const own = alive.filter(({ link }) => !link.isUp).reduce((sum, { divisor }) => sum + 1 / divisor, 0);
    const shared = alive.some(({ link }) => link.isUp) ? 1 : 0;
    this.divided.push({ fromMs: this.nowMs(), share: Math.max(0, shared + own - 1) });
  }

  /** The turns that a store which lost writes grants once more. */
  turnsLost(before: Keyspace, after: Keyspace, nowUs: number, operations: readonly string[]): void {
    for (const operation of operations) {
      const tag = digestOf('quota', `${TENANT.awsAccount}/${TENANT.region}/${operation}`);
      const freeIn = ({ hashes }: Keyspace): number => {
        const free = Number(hashes.get(keyOf(tag, 'state'))?.get('free') ?? nowUs);
        return Math.max(free, nowUs - (BURST - 1) * GAP_US);
      };
      const calls = Math.max(0, (freeIn(before) - freeIn(after)) / GAP_US);
      const fromMs = this.nowMs();
      if (calls > 0) this.allowances.push({ operation, fromMs, toMs: fromMs + AFTER_LOSS_MS, calls });
    }
  }

  /** Turns that the replica had were not used in time, or its buckets are new. */
  replicaStopped(durationMs: number): void {
    const fromMs = this.nowMs();
    this.allowances.push({ fromMs, toMs: fromMs + durationMs + AFTER_LOSS_MS, calls: BURST + 1 });
  }

  check(sent: ReadonlyMap<string, readonly number[]>): void {
    for (const [operation, timesMs] of sent)
      for (let first = 0; first < timesMs.length; first += 1)
        for (let last = first + 1; last < timesMs.length; last += 1) {
          const [fromMs, toMs] = [timesMs[first]!, timesMs[last]!];
          const calls = last - first + 1;
          if (calls <= 1 + BURST + (PER_SECOND * (toMs - fromMs + TURN_TO_CALL_MS)) / 1_000) continue;
          const most = this.most(operation, fromMs, toMs);
          if (calls > most)
            this.report(
              `${calls} calls of ${operation} in ${Math.round(toMs - fromMs)} ms from ${Math.round(fromMs)}, at most ${most.toFixed(1)}`,
            );
        }
  }

  private most(operation: string, fromMs: number, toMs: number): number {
    const beginMs = fromMs - TURN_TO_CALL_MS;
    const usual = 1 + BURST + (PER_SECOND * (toMs - beginMs)) / 1_000;
    const extra = this.allowances
      .filter((each) => each.operation === undefined || each.operation === operation)
      .filter((each) => each.fromMs <= toMs && each.toMs >= beginMs)
      .reduce((sum, { calls }) => sum + calls, 0);
    let dividedMs = 0;
    for (const [at, { fromMs: sinceMs, share }] of this.divided.entries()) {
      const untilMs = this.divided[at + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
      dividedMs += share * Math.max(0, Math.min(untilMs, toMs) - Math.max(sinceMs, beginMs));
    }
    return usual + extra + (PER_SECOND * dividedMs) / 1_000;
  }
}
