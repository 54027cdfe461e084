import { classify } from '../../failures/classify.js';
import { Failure } from '../../failures/failure.js';
import type { Clock } from '../../resilience/time/clock.js';
import type { Deadline } from '../../resilience/time/deadline.js';
import { CallerLeft, CallerRevoked, DeadlinePassed, whenLimitReached } from '../../resilience/time/call-limits.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { Call } from '../call.js';

interface Member {
  readonly call: Call;
  readonly answer: (output: object) => void;
  readonly refuse: (failure: Failure) => void;
  /** Whether somebody still waits for the answer and may have the call tried again. */
  waits: boolean;
  told: boolean;
  release: () => void;
}

type Send = (call: Call) => Promise<object>;

/**
 * Calls that go upstream as one. It has no leader: whoever leaves before it is sealed takes only their own ids along,
 * and it runs until the farthest deadline of those who are in it. A call that cannot be merged is a batch of one.
 */
export class Batch {
  /** What goes upstream in place of the members' calls. */
  readonly call: Call;
  private readonly members: Member[] = [];
  private readonly deserted = new AbortController();
  /** The farthest of those who are in it. */
  private deadline: Deadline;
  /** Why somebody who waits for what became of it may not have it tried again. */
  private revoked: CallerRevoked | undefined;

  constructor(
    private readonly clock: Clock,
    first: Call,
  ) {
    this.deadline = first.caller.deadline;
    this.call = new Call(first.operation, () => this.mergedInput(), this.callerOfAll(first.caller));
    this.call.onSealed = () => {
      this.call.parts = this.members.length;
      for (const { call } of this.members) call.seal();
    };
  }

  get size(): number {
    return this.members.length;
  }

  /** Whether the call may join: one of the same operation and tenant, whose ids fit whole. */
  takes(call: Call): boolean {
    const { operation, caller } = this.call;
    const { merge } = operation;
    return (
      merge !== undefined &&
      !this.call.sealed &&
      this.members.length > 0 &&
      call.operation === operation &&
      call.caller.tenant === caller.tenant &&
      union(merge.list, [this.call.input, call.input]).length <= merge.mostItems
    );
  }

  /** @throws Failure what became of the caller's part. */
  join(call: Call): Promise<object> {
    return new Promise((resolve, reject) => {
      const member: Member = { call, answer: resolve, refuse: reject, waits: true, told: false, release: NOTHING };
      this.members.push(member);
      this.deadline = this.farthestDeadline();
      member.release = whenLimitReached(this.clock, call.caller, (reason) => this.leave(member, reason));
    });
  }

  /** Sends the batch and tells each member their part of the answer. */
  async run(send: Send): Promise<void> {
    const output = await send(this.call).catch(classify);
    if (!(output instanceof Failure)) this.tellParts(output);
    else if (output.code === 'invalid-parameter' && this.members.length > 1) await this.runApart(send);
    else this.fail(output);
  }

  /** Tells every member of a failure. */
  fail(thrown: unknown): void {
    const failure = classify(thrown);
    for (const member of this.members) this.settle(member, () => member.refuse(this.failureOf(member, failure)));
  }

  /** One member's input was refused and nobody knows whose: each is sent alone. */
  private async runApart(send: Send): Promise<void> {
    for (const member of this.members) {
      if (this.call.unclear) member.call.noteUnclear();
      const output = await send(member.call).catch(classify);
      this.settle(member, () => (output instanceof Failure ? member.refuse(output) : member.answer(output)));
    }
  }

  private tellParts(output: object): void {
    const { merge } = this.call.operation;
    const parts =
      merge === undefined || this.members.length === 1
        ? this.members.map(() => output)
        : merge.split(
            output,
            this.members.map(({ call }) => call.input),
          );
    this.members.forEach((member, index) => this.settle(member, () => member.answer(parts[index] ?? output)));
  }

  private settle(member: Member, tell: () => void): void {
    if (member.told) return;
    member.told = true;
    member.waits = false;
    member.release();
    member.call.noteAttemptsOf(this.call);
    tell();
  }

  private leave(member: Member, reason: Error): void {
    if (this.call.sealed) this.leaveSealed(member, reason);
    else this.drop(member, reason);
    if (!this.members.some(({ waits }) => waits)) this.deserted.abort(this.revoked ?? reason);
  }

  /** Takes a member and their ids out, before anything was sent. */
  private drop(member: Member, reason: unknown): void {
    this.members.splice(this.members.indexOf(member), 1);
    this.deadline = this.farthestDeadline();
    this.settle(member, () => member.refuse(classify(reason)));
  }

  /**
   * Marks the records of all members with a key, before the first attempt. A member whose record cannot be marked is
   * dropped: nothing is sent without its record, and the others do not depend on it.
   *
   * @throws the reason when no other member is left.
   */
  private async markSent(mayRepeat: boolean): Promise<void> {
    const unmarked: { member: Member; reason: unknown }[] = [];
    const mark = async (member: Member): Promise<void> => {
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

  /** After an unclear outcome only a member with a key may send the same request again. */
  private failureOf({ call }: Member, failure: Failure): Failure {
    if (this.members.length === 1 || failure.effect !== 'unknown') return failure;
    return failure.with({ retryable: failure.row.retryable && call.caller.idempotencyKey !== undefined });
  }

  /**
   * The ids stay in. Whoever waits as long as the call itself is told what becomes of it in the same moment, and so is
   * who may not have it tried again: it has been sent.
   */
  private leaveSealed(member: Member, reason: Error): void {
    if (reason instanceof CallerRevoked) this.stay(member, reason);
    if (reason instanceof CallerLeft) member.waits = false;
    if (!(reason instanceof DeadlinePassed) || member.call.caller.deadline.atMs >= this.deadline.atMs) return;
    const failure = this.failureOf(member, classify(reason).with({ effect: 'unknown' }));
    this.settle(member, () => member.refuse(failure));
  }

  /** To be told what becomes of the call, until the member's own deadline. */
  private stay(member: Member, revoked: CallerRevoked): void {
    member.waits = false;
    this.revoked = revoked;
    const limits = { deadline: member.call.caller.deadline, signal: new AbortController().signal };
    member.release = whenLimitReached(this.clock, limits, (reason) => this.leave(member, reason));
  }

  private mergedInput(): object {
    const inputs = this.members.map(({ call }) => call.input);
    const { merge } = this.call.operation;
    const [first = {}] = inputs;
    return merge === undefined || inputs.length <= 1 ? first : { ...first, [merge.list]: union(merge.list, inputs) };
  }

  /** A member that is alone lends the call its key. Of several members' keys none stands for what all of them ask for. */
  private callerOfAll(first: Caller): Caller {
    const deadline = (): Deadline => this.deadline;
    const sole = (): Caller | undefined => (this.members.length === 1 ? this.members[0]?.call.caller : undefined);
    return {
      ...first,
      get deadline() {
        return deadline();
      },
      get idempotencyKey() {
        return sole()?.idempotencyKey;
      },
      signal: this.deserted.signal,
      record: {
        // Of several members, each caller's own record says whether their request repeats an earlier one.
        get isRepeat() {
          return sole()?.record?.isRepeat === true;
        },
        markSent: (mayRepeat) => this.markSent(mayRepeat),
      },
    };
  }

  private farthestDeadline(): Deadline {
    const deadlines = this.members.map(({ call }) => call.caller.deadline);
    return deadlines.reduce(
      (farthest, other) => (other.atMs > farthest.atMs ? other : farthest),
      deadlines[0] ?? this.deadline,
    );
  }
}

const NOTHING = (): void => undefined;

/** Everything that stands in the lists of the inputs, each once, in the order in which it was first asked for. */
function union(list: string, inputs: readonly object[]): unknown[] {
  return [...new Set(inputs.flatMap((input) => (input as Record<string, unknown[]>)[list] ?? []))];
}
