import { RecentMap } from '../bounds/recent-map.js';
import type { Clock } from '../time/clock.js';
import { burstOf, type Rate, type Throttle, UNLIMITED } from './rate.js';

/** A request for turns of a quota that all replicas share. */
export interface TurnRequest {
  readonly quota: string;
  readonly flow: string;
  readonly weight: number;
  /** At most. */
  readonly turns: number;
  readonly perSecond: number;
  readonly burst: number;
  /** The replica used its own share until now, so that tokens saved up meanwhile are not there. */
  readonly fresh: boolean;
}

export interface TurnReply {
  /** Milliseconds until each granted turn; 0 for now. */
  readonly turnsMs: readonly number[];
  /** When to ask again if not all turns were granted. */
  readonly askAgainMs: number;
  /** Milliseconds until the next turn that is not taken; negative if turns were saved up. */
  readonly nextFreeMs: number;
  /** Sum of the weights of all flows that wait. */
  readonly weights: number;
  /** Number of replicas in which this flow waits. */
  readonly askers: number;
  /** The last throttle that any replica reported. */
  readonly throttle: Throttle & { readonly id: number };
}

/** Hands out the turns of quotas to all replicas. */
export interface SharedTurns {
  readonly isUp: boolean;
  /** @throws if turns cannot be shared now. */
  take(request: TurnRequest): Promise<TurnReply>;
  /** Reports a throttle. Within a second of another one it is ignored. */
  throttled(quota: string, throttle: Omit<Throttle, 'agoMs'>): Promise<void>;
}

interface FlowState {
  asking: boolean;
  /** Turns granted that have not come yet, on the monotonic clock. */
  heldMs: number[];
  askers: number;
}

const MAX_FLOWS = 1_000;
const MAX_TURNS_AT_ONCE = 100;
/** Spreads the questions of replicas that were told the same time, so that none is always first. */
const JITTER_MS = 4;

/** One replica's view of a quota whose turns are shared: asks for turns while flows wait, and says when they come. */
export class FleetTurns {
  /** Called when a turn has come, when more is known about those to come, or when it is time to ask again. */
  onTurn: () => void = () => undefined;
  private readonly flows = new RecentMap<string, FlowState>(MAX_FLOWS);
  /** Flows of the turns that have come. */
  private readonly due: string[] = [];
  private fresh = false;
  private nextFreeAtMs: number | undefined;
  private weights = 0;
  private throttleId = 0;

  constructor(
    private readonly clock: Clock,
    private readonly rate: Rate,
    private readonly shared: SharedTurns,
    private readonly quota: string,
    private readonly random: () => number = Math.random,
  ) {}

  get isUp(): boolean {
    return this.rate.configured < UNLIMITED && this.shared.isUp;
  }

  /** Whole turns that any replica could take now. */
  get available(): number {
    const { perSecond } = this.rate;
    const savedMs = -this.freeInMs;
    return savedMs < 0 ? 0 : Math.floor(Math.min(burstOf(perSecond), (savedMs * perSecond) / 1_000 + 1));
  }

  /** The flow's part of the quota, given the flows of all replicas that wait. */
  shareOf(weight: number): number {
    return this.freeInMs > 0 ? weight / Math.max(weight, this.weights) : 1;
  }

  /** Expected wait of the flow's `nth` request in this replica. */
  waitMs(flow: string, weight: number, nth: number): number {
    const { heldMs = [], askers = 1 } = this.flows.get(flow) ?? {};
    const ownMs = heldMs[nth - 1];
    if (ownMs !== undefined) return Math.max(0, ownMs - this.clock.monotonicMs());
    const isContended = this.freeInMs > 0;
    const intervalMs = (1_000 / this.rate.perSecond / this.shareOf(weight)) * (isContended ? Math.max(1, askers) : 1);
    return Math.max(0, this.freeInMs + (Math.max(1, nth - heldMs.length) - 1) * intervalMs);
  }

  /** Removes a turn that has come, and returns its flow. */
  nextDue(): string | undefined {
    return this.due.shift();
  }

  /** Asks for turns unless that is under way. */
  want(flow: string, weight: number, waiting: number): void {
    const state = this.flows.getOrSet(flow, () => ({ asking: false, heldMs: [], askers: 1 }));
    const turns = Math.min(waiting - state.heldMs.length, MAX_TURNS_AT_ONCE);
    if (state.asking || turns <= 0) return;
    state.asking = true;
    const { perSecond } = this.rate;
    const request = { quota: this.quota, flow, weight, turns, perSecond, burst: burstOf(perSecond), fresh: this.fresh };
    this.shared.take(request).then(
      (reply) => this.read(flow, state, turns, reply),
      () => this.askLater(state, 0),
    );
  }

  /** Reports a throttle of the upstream at the given rate. */
  throttled(throttledRate: number): void {
    if (!this.isUp) return;
    this.shared.throttled(this.quota, { throttledRate, configured: this.rate.configured }).catch(() => undefined);
  }

  /** Redis has failed or returned: turns that were saved up before are lost. */
  reset(): void {
    this.fresh = true;
    this.due.length = 0;
    this.nextFreeAtMs = undefined;
  }

  private get freeInMs(): number {
    const { perSecond } = this.rate;
    const fullMs = (-(burstOf(perSecond) - 1) / perSecond) * 1_000;
    if (this.nextFreeAtMs === undefined) return fullMs;
    return Math.max(fullMs, this.nextFreeAtMs - this.clock.monotonicMs());
  }

  private read(flow: string, state: FlowState, wanted: number, reply: TurnReply): void {
    this.fresh = false;
    this.nextFreeAtMs = this.clock.monotonicMs() + reply.nextFreeMs;
    this.weights = reply.weights;
    state.askers = reply.askers;
    if (reply.throttle.id !== this.throttleId) {
      this.throttleId = reply.throttle.id;
      this.rate.adopt(reply.throttle);
    }
    for (const turnMs of reply.turnsMs) this.hold(flow, state, turnMs);
    if (reply.turnsMs.length === wanted) {
      this.askLater(state, 0);
      return;
    }
    this.askLater(state, this.nextAskMs(state, reply) + this.random() * JITTER_MS);
    this.onTurn();
  }

  /** When one of the flow's turns comes, it may have another. */
  private nextAskMs({ heldMs }: FlowState, { askAgainMs }: TurnReply): number {
    return heldMs.length === 0 ? askAgainMs : Math.min(...heldMs) - this.clock.monotonicMs();
  }

  private hold(flow: string, state: FlowState, turnMs: number): void {
    if (turnMs <= 0) {
      this.due.push(flow);
      return;
    }
    const delayMs = Math.ceil(turnMs);
    const atMs = this.clock.monotonicMs() + delayMs;
    state.heldMs.push(atMs);
    this.clock.schedule(delayMs, () => {
      state.heldMs = state.heldMs.filter((heldMs) => heldMs > atMs);
      if (!this.isUp) return;
      this.due.push(flow);
      this.onTurn();
    });
  }

  private askLater(state: FlowState, delayMs: number): void {
    const ask = (): void => {
      state.asking = false;
      this.onTurn();
    };
    if (delayMs === 0) ask();
    else this.clock.schedule(Math.ceil(delayMs), ask);
  }
}
