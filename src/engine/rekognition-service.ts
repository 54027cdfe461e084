import { denialOf } from './access/authorize.js';
import { resourceOf } from './access/resource.js';
import { BEYOND_QUOTA, MESSAGES, TOKEN_WINDOW_MS } from './assumptions.js';
import type { EngineCaller } from './access/caller.js';
import type { SignedRequest } from './protocol/canonical-request.js';
import type { EngineClock } from './engine-clock.js';
import type { EngineOperation, ReadyCall } from './operation.js';
import type { EngineSettings } from './options.js';
import { callsPerSecond } from './quotas.js';
import type { Admitted, Service, ServiceCall } from './server/service.js';
import type { Store } from './store/store.js';
import { operationFor } from './targets.js';
import { TokenBuckets } from './token-buckets.js';
import { UserWrites } from './user-writes.js';
import { JSON_WIRE } from './protocol/wire.js';
import { WireError } from './protocol/wire-error.js';

/** Rekognition: collections, users and faces. It accepts every request that no other service accepts. */
export class RekognitionService implements Service {
  readonly signingName = 'rekognition';
  readonly wire = JSON_WIRE;
  private readonly writes: UserWrites;
  private readonly buckets = new TokenBuckets();

  constructor(
    private readonly settings: EngineSettings,
    private readonly store: Store,
    private readonly clock: EngineClock,
  ) {
    this.writes = new UserWrites(settings.conflicts);
  }

  accepts(): boolean {
    return true;
  }

  read({ headers, body }: SignedRequest): ServiceCall | undefined {
    const operation = operationFor(headers['x-amz-target']?.[0] ?? '');
    return operation && { operation: operation.name, admit: (caller) => this.admit(operation, caller, body) };
  }

  private admit(operation: EngineOperation, caller: EngineCaller, body: Uint8Array): Admitted {
    authorize(operation, caller, body);
    this.charge(operation, caller);
    const call = operation.read(body);
    const run = () => this.run(operation, call, caller);
    return call.changes ? { run, close: this.writes.enter(caller, call.changes) } : { run };
  }

  private charge({ name }: EngineOperation, { accountId, region }: EngineCaller): void {
    const ratePerSecond = callsPerSecond(this.settings.quotas, name, region);
    if (ratePerSecond === undefined) return;
    const bucket = JSON.stringify([accountId, region, name]);
    if (!this.buckets.take(bucket, ratePerSecond, this.clock.nowMs())) throw new WireError(BEYOND_QUOTA);
  }

  /** Runs the call and stores the response for its ClientRequestToken in one transaction. */
  private run(operation: EngineOperation, call: ReadyCall, realm: EngineCaller): string {
    const nowMs = this.clock.nowMs();
    const { store, settings } = this;
    return store.transaction(() => {
      const use = call.token === undefined ? undefined : { realm, operation: operation.name, token: call.token };
      const earlier = use && store.replays.find(use, nowMs);
      if (earlier && earlier.fingerprint !== call.fingerprint())
        throw new WireError('IdempotentParameterMismatchException', MESSAGES.tokenReused);
      if (earlier) return earlier.answer;
      const answer = JSON.stringify(call.run({ realm, store, nowMs, settings }));
      if (use) store.replays.insert(use, { fingerprint: call.fingerprint(), answer }, nowMs, TOKEN_WINDOW_MS);
      return answer;
    });
  }
}

/** Reads the body only if the caller has policies. */
function authorize({ name }: EngineOperation, caller: EngineCaller, body: Uint8Array): void {
  if (caller.grants.length === 0) return;
  const denial = denialOf(caller, `rekognition:${name}`, resourceOf(name, body, caller));
  if (denial !== undefined) throw new WireError('AccessDeniedException', denial);
}
