import { BEYOND_QUOTA, MESSAGES, TOKEN_WINDOW_MS } from './assumptions.js';
import type { CallJournal } from './call-journal.js';
import type { EngineClock } from './engine-clock.js';
import { FAULTS } from './faults.js';
import type { Fault, FaultPlan, FaultRule } from './faults.js';
import type { Operation, ReadyCall } from './operation.js';
import type { EngineSettings } from './options.js';
import type { Reply } from './reply.js';
import { callsPerSecond } from './quotas.js';
import { verifySignature } from './sigv4.js';
import type { SignedRequest } from './canonical-request.js';
import type { Credential, Signer } from './sigv4.js';
import type { Store } from './store.js';
import { operationFor } from './targets.js';
import { TokenBuckets } from './token-buckets.js';
import { UserWrites } from './user-writes.js';
import { JSON_WIRE } from './wire.js';
import { WireError } from './wire-error.js';

/** What there is to say to a call, and what has to happen around saying it. */
export interface Answer {
  readonly reply: Reply;
  /** How long the client is kept waiting for it. */
  readonly latencyMs: number;
  /** Called right before the reply is written. */
  readonly answering: () => void;
  /** Called when it has been written, or cannot be any more. */
  readonly answered: () => void;
}

interface Work {
  readonly reply: Reply;
  readonly result: string;
  readonly answered: () => void;
}

const NOTHING_TO_END = () => undefined;

/**
 * Answers calls of AWS's side.
 *
 * A call's work is done in one go when its request has been read, whatever latency follows: a client that hangs up
 * while waiting does not undo it, as it would not at AWS.
 */
export class CallHandler {
  private readonly credentials: ReadonlyMap<string, Credential>;
  private readonly writes: UserWrites;
  private readonly buckets = new TokenBuckets();

  constructor(
    private readonly settings: EngineSettings,
    private readonly store: Store,
    private readonly clock: EngineClock,
    private readonly journal: CallJournal,
    private readonly faults: FaultPlan,
  ) {
    this.credentials = new Map(settings.accounts.map((account) => [account.accessKeyId, account]));
    this.writes = new UserWrites(settings.conflicts);
  }

  answer(request: SignedRequest, requestId: string): Answer {
    const signer = this.identify(request);
    const operation = operationFor(request.headers['x-amz-target']?.[0] ?? '');
    const { accountId, accessKeyId, region } =
      signer instanceof WireError ? { accountId: null, accessKeyId: null, region: null } : signer;
    const fillIn = this.journal.open({
      atMs: Date.now(),
      operation: operation?.name ?? '(unknown)',
      accountId,
      accessKeyId,
      region,
      requestId,
    });
    const rule = operation && !(signer instanceof WireError) ? this.faults.draw(operation.name) : undefined;
    const { reply, result, answered } = this.work(request, requestId, signer, operation, rule);
    return {
      reply,
      latencyMs: this.settings.latencyMs + (rule?.latencyMs ?? 0),
      answering: () => fillIn(result),
      answered,
    };
  }

  private identify(request: SignedRequest): Signer | WireError {
    try {
      const nowMs = Date.now() + this.settings.clockSkewMs;
      return verifySignature(request, (accessKeyId) => this.credentials.get(accessKeyId), nowMs);
    } catch (error) {
      return asWireError(error);
    }
  }

  private work(
    request: SignedRequest,
    requestId: string,
    signer: Signer | WireError,
    operation: Operation | undefined,
    rule: FaultRule | undefined,
  ): Work {
    const fault: Fault | undefined = rule && FAULTS[rule.fault];
    let answered: () => void = NOTHING_TO_END;
    const end = (reply: Reply, result: string): Work =>
      rule && fault?.answer
        ? { reply: fault.answer(reply, JSON_WIRE, requestId), result: rule.fault, answered }
        : { reply, result, answered };
    try {
      if (signer instanceof WireError) throw signer;
      if (!operation) throw new WireError('UnknownOperationException');
      if (rule?.effect === 'before') return end(JSON_WIRE.success('', requestId), rule.fault);
      this.admit(operation, signer);
      const call = operation.read(request.body);
      if (call.changes) answered = this.writes.enter(signer, call.changes);
      return end(JSON_WIRE.success(this.run(operation, call, signer), requestId), 'ok');
    } catch (error) {
      const refusal = asWireError(error);
      return end(JSON_WIRE.refusal(refusal, requestId), refusal.name);
    }
  }

  private admit({ name }: Operation, { accountId, region }: Signer): void {
    const ratePerSecond = callsPerSecond(this.settings.quotas, name, region);
    if (ratePerSecond === undefined) return;
    const bucket = JSON.stringify([accountId, region, name]);
    if (!this.buckets.take(bucket, ratePerSecond, this.clock.nowMs())) throw new WireError(BEYOND_QUOTA);
  }

  /** One transaction for the change and for the answer that its token will be given again. */
  private run(operation: Operation, call: ReadyCall, realm: Signer): string {
    const nowMs = this.clock.nowMs();
    const { store, settings } = this;
    return store.transaction(() => {
      const use = call.token === undefined ? undefined : { realm, operation: operation.name, token: call.token };
      const earlier = use && store.replays.find(use, nowMs);
      if (earlier && earlier.fingerprint !== call.fingerprint)
        throw new WireError('IdempotentParameterMismatchException', MESSAGES.tokenReused);
      if (earlier) return earlier.answer;
      const answer = JSON.stringify(call.run({ realm, store, nowMs, settings }));
      if (use) store.replays.insert(use, { fingerprint: call.fingerprint, answer }, nowMs, TOKEN_WINDOW_MS);
      return answer;
    });
  }
}

/** What is no refusal is a fault of the engine's own: said on stderr, and to the client no more than AWS would say. */
function asWireError(error: unknown): WireError {
  if (error instanceof WireError) return error;
  console.error(error);
  return new WireError('InternalServerError');
}
