import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import { SharedSteps } from '../../observability/call-timeline.js';
import type { Clock } from '../../resilience/time/clock.js';
import { CallerLeft, CallerRevoked, DeadlinePassed, whenLimitReached } from '../../resilience/time/call-limits.js';
import { Call, factsOfAll, itemsOf, mergedInput, type Next } from '../call.js';

interface BatchMember {
  readonly call: Call;
  readonly answer: (output: object) => void;
  readonly reject: (failure: Failure) => void;
  /** Whether the caller still waits and may have the call retried. */
  waits: boolean;
  settled: boolean;
  release: () => void;
}

/**
 * Calls merged into one. It has no leader: a member that leaves before sealing takes only its own ids along, and the
 * batch runs until the farthest deadline of its members. A call that cannot be merged is a batch of one.
 */
export class Batch {
  readonly call: Call;
  private input: object;
  private readonly members: BatchMember[] = [];
  private readonly steps = new SharedSteps();
  private readonly abandoned = new AbortController();
  /** Set if a member's caller was revoked but still waits for the outcome. */
  private revoked: CallerRevoked | undefined;

  constructor(
    private readonly clock: Clock,
    first: Call,
  ) {
    const onUnclear = (): void => {
      for (const { call } of this.members) call.caller.onUnclear?.();
    };
    this.input = first.input;
    this.call = new Call(first.operation, () => this.input, {
      ...first.caller,
      onUnclear,
      signal: this.abandoned.signal,
    });
    this.call.progress.steps = this.steps;
    this.steps.begin('lane');
    this.call.progress.onSealed = () => {
      this.call.attempts.parts = this.members.length;
      for (const { call } of this.members) call.progress.onSealed?.();
    };
  }

  /** Whether the call may join: same operation and tenant, not sealed, and all ids fit. */
  accepts(call: Call): boolean {
    const { operation, caller } = this.call;
    const { merge } = operation;
    return (
      merge !== undefined &&
      !this.call.sealed &&
      this.members.length > 0 &&
      call.operation === operation &&
      call.caller.tenant === caller.tenant &&
      itemsOf(mergedInput(operation, [this.call.input, call.input]), merge.list).length <= merge.mostItems
    );
  }

  /** @throws Failure of the caller's part. */
  join(call: Call): Promise<object> {
    return new Promise((resolve, reject) => {
      const member: BatchMember = { call, answer: resolve, reject, waits: true, settled: false, release: NOTHING };
      this.members.push(member);
      call.progress.attempts = this.call.attempts;
      this.steps.join(call.progress.steps);
      this.membersChanged();
      member.release = whenLimitReached(this.clock, call.caller, (reason) => this.leave(member, reason));
    });
  }

  /** Sends the batch and settles each member with its part. */
  async run(send: Next<object>): Promise<void> {
    this.steps.end();
    const output = await send(this.call).catch(classify);
    if (!(output instanceof Failure)) this.settleParts(output);
    else if (output.code === 'invalid-parameter' && this.members.length > 1) await this.runApart(send);
    else this.fail(output);
  }

  fail(thrown: unknown): void {
    const failure = classify(thrown);
    for (const member of this.members) this.settle(member, () => member.reject(this.failureOf(member, failure)));
  }

  /** An unknown member's input was rejected, so each is sent alone. */
  private async runApart(send: Next<object>): Promise<void> {
    for (const member of this.members) {
      this.detach(member);
      const output = await send(member.call).catch(classify);
      this.settle(member, () => (output instanceof Failure ? member.reject(output) : member.answer(output)));
    }
  }

  private settleParts(output: object): void {
    const { merge } = this.call.operation;
    const parts =
      merge === undefined || this.members.length === 1
        ? this.members.map(() => output)
        : merge.split(output, this.inputs);
    this.members.forEach((member, index) => this.settle(member, () => member.answer(parts[index] ?? output)));
  }

  private settle(member: BatchMember, deliver: () => void): void {
    if (member.settled) return;
    member.settled = true;
    member.waits = false;
    this.steps.leave(member.call.progress.steps);
    member.release();
    deliver();
  }

  /** From now on the member's record is its own. */
  private detach({ call }: BatchMember): void {
    call.progress.attempts = this.call.attempts.fork();
  }

  private leave(member: BatchMember, reason: Error): void {
    if (this.call.sealed) this.leaveSealed(member, reason);
    else this.drop(member, reason);
    if (!this.members.some(({ waits }) => waits)) this.abandoned.abort(this.revoked ?? reason);
  }

  /** Removes a member and its ids, before anything was sent. */
  private drop(member: BatchMember, reason: unknown): void {
    this.members.splice(this.members.indexOf(member), 1);
    this.membersChanged();
    this.detach(member);
    this.settle(member, () => member.reject(classify(reason)));
  }

  /**
   * Marks the members' idempotency records as sent, before the first attempt. Members whose record cannot be marked are
   * dropped; the others go on.
   *
   * @throws the reason if no other member is left.
   */
  private async markSent(mayRepeat: boolean): Promise<void> {
    const unmarked: { member: BatchMember; reason: unknown }[] = [];
    const mark = async (member: BatchMember): Promise<void> => {
      await member.call.caller.record?.markSent(mayRepeat);
    };
    await Promise.all(
      this.members.map((member) => mark(member).catch((reason: unknown) => unmarked.push({ member, reason }))),
    );
    for (const { member, reason } of unmarked) {
      if (this.members.length === 1) throw classify(reason);
      this.drop(member, reason);
      this.call.fixInput();
    }
  }

  /** After an unclear outcome, only members with a key may retry the request. */
  private failureOf({ call }: BatchMember, failure: Failure): Failure {
    if (this.members.length === 1 || failure.effect !== 'unknown') return failure;
    return failure.with({ retryable: failure.row.retryable && call.caller.idempotencyKey !== undefined });
  }

  /**
   * After sealing, a member's ids stay in the batch. Members whose deadline equals the batch's, and revoked callers,
   * get the batch's own result.
   */
  private leaveSealed(member: BatchMember, reason: Error): void {
    if (reason instanceof CallerRevoked) this.keepWaiting(member, reason);
    if (reason instanceof CallerLeft) member.waits = false;
    if (!(reason instanceof DeadlinePassed) || member.call.caller.deadline.atMs >= this.call.caller.deadline.atMs)
      return;
    const failure = this.failureOf(member, classify(reason).with({ effect: 'unknown' }));
    this.detach(member);
    this.settle(member, () => member.reject(failure));
  }

  /** Keeps a revoked member waiting for the outcome, until its own deadline. */
  private keepWaiting(member: BatchMember, revoked: CallerRevoked): void {
    member.waits = false;
    this.revoked = revoked;
    const limits = { deadline: member.call.caller.deadline, signal: new AbortController().signal };
    member.release = whenLimitReached(this.clock, limits, (reason) => this.leave(member, reason));
  }

  private get inputs(): object[] {
    return this.members.map(({ call }) => call.input);
  }

  private membersChanged(): void {
    const [first, ...others] = this.members.map(({ call }) => call.caller);
    if (first === undefined) return;
    const facts = factsOfAll(first, others, (mayRepeat) => this.markSent(mayRepeat));
    Object.assign(this.call.caller, facts);
    this.input = mergedInput(this.call.operation, this.inputs);
  }
}

const NOTHING = (): void => undefined;
