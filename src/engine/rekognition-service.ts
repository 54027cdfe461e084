import { collectionArn } from './access/arns.js';
import { denialOf } from './access/policy.js';
import type { EngineCaller } from './access/principal.js';
import type { EngineClock } from './engine-clock.js';
import type { EngineOperation, ReadyCall } from './operation.js';
import type { EngineSettings } from './options.js';
import type { SignedRequest } from './protocol/canonical-request.js';
import { WireError } from './protocol/wire-error.js';
import { callsPerSecond, TokenBuckets } from './quotas.js';
import { JSON_WIRE, type Admitted, type Service, type ServiceCall } from './service.js';
import type { Store } from './store/store.js';
import { operationFor } from './targets.js';

/** The resource of operations that do not act on one collection. */
const ANY_RESOURCE = '*';
/** Longer names cannot be valid. */
const MAX_NAME = 2048;

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
    this.writes = new UserWrites(settings);
  }

  accepts(): boolean {
    return true;
  }

  read({ headers, body }: SignedRequest): ServiceCall | WireError {
    const target = headers['x-amz-target']?.[0] ?? '';
    const operation = operationFor(target);
    if (!operation) return unknownOperation(target);
    return { operation: operation.name, admit: (caller) => this.admit(operation, caller, body) };
  }

  private admit(operation: EngineOperation, caller: EngineCaller, body: Uint8Array): Admitted {
    this.authorize(operation, caller, body);
    this.charge(operation, caller);
    const call = operation.read(body);
    const run = () => this.run(operation, call, caller);
    return call.changes ? { run, close: this.writes.enter(caller, call.changes) } : { run };
  }

  private charge({ name }: EngineOperation, { accountId, region }: EngineCaller): void {
    const ratePerSecond = callsPerSecond(this.settings.quotas, name, region);
    if (ratePerSecond === undefined) return;
    const bucket = JSON.stringify([accountId, region, name]);
    if (!this.buckets.take(bucket, ratePerSecond, this.clock.nowMs()))
      throw new WireError(this.settings.assumptions.beyondQuota);
  }

  /** Runs the call and stores the response for its ClientRequestToken in one transaction. */
  private run(operation: EngineOperation, call: ReadyCall, realm: EngineCaller): string {
    const nowMs = this.clock.nowMs();
    const { store, settings } = this;
    return store.transaction(() => {
      const use = call.token === undefined ? undefined : { realm, operation: operation.name, token: call.token };
      const earlier = use && store.replays.find(use, nowMs);
      if (use && earlier && earlier.fingerprint !== call.fingerprint())
        throw new WireError(
          'IdempotentParameterMismatchException',
          `The ClientRequestToken: ${use.token} you have supplied is already in use.`,
        );
      if (earlier) return earlier.answer;
      const answer = JSON.stringify(call.run({ realm, store, nowMs, settings }));
      if (use)
        store.replays.insert(
          use,
          { fingerprint: call.fingerprint(), answer },
          nowMs,
          settings.assumptions.tokenWindowMs,
        );
      return answer;
    });
  }

  /** Reads the body only if the caller has policies. */
  private authorize(operation: EngineOperation, caller: EngineCaller, body: Uint8Array): void {
    if (caller.grants.length === 0) return;
    const resource = resourceOf(operation, body, caller) ?? this.settings.assumptions.resourceOfUnreadableCall;
    const denial = denialOf(caller, `rekognition:${operation.name}`, resource);
    if (denial !== undefined) throw new WireError('AccessDeniedException', denial);
  }
}

/** AWS has more operations than this engine. */
function unknownOperation(target: string): WireError {
  const [, name] = /^RekognitionService\.([A-Za-z]{1,64})$/.exec(target) ?? [];
  return new WireError('UnknownOperationException', name && `${name} is not part of this engine`);
}

/** Returns the ARN of the called resource, or undefined if the request does not name one. Runs before validation. */
function resourceOf({ required }: EngineOperation, body: Uint8Array, caller: EngineCaller): string | undefined {
  if ('ResourceArn' in required) return nameIn(body, 'ResourceArn');
  if (!('CollectionId' in required)) return ANY_RESOURCE;
  const id = nameIn(body, 'CollectionId');
  return id === undefined ? undefined : collectionArn(caller, id);
}

function nameIn(body: Uint8Array, member: string): string | undefined {
  try {
    const json = JSON.parse(Buffer.from(body).toString()) as Readonly<Record<string, unknown>> | null;
    const name = json?.[member];
    return typeof name === 'string' && name.length <= MAX_NAME ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Allows one write per user at a time. Like Rekognition, a second one fails and is not queued. */
class UserWrites {
  private readonly inFlight = new Set<string>();

  constructor(private readonly settings: EngineSettings) {}

  /**
   * Marks a write as in flight. Returns a callback that ends it.
   *
   * @throws ConflictException if another write of the user is in flight
   */
  enter({ accountId, region }: EngineCaller, [collectionId, userId]: readonly [string, string]): () => void {
    const { conflicts, assumptions } = this.settings;
    if (conflicts === 'never') return () => undefined;
    const key = JSON.stringify([accountId, region, collectionId, userId]);
    if (this.inFlight.has(key)) throw new WireError('ConflictException', assumptions.messages.userBusy(userId));
    this.inFlight.add(key);
    return () => void this.inFlight.delete(key);
  }
}
