import { collectionArn } from './access/arns.js';
import { denialOf } from './access/policy.js';
import type { EngineCaller } from './access/principal.js';
import type { EngineOperation } from './operation.js';
import type { EngineClock, EngineSettings } from './options.js';
import type { SignedRequest } from './protocol/canonical-request.js';
import { isObject, parseJson } from './protocol/json.js';
import { readRequest, type Values } from './protocol/shapes.js';
import { WireError } from './protocol/wire-error.js';
import { callsPerSecond, TokenBuckets } from './quotas.js';
import { JSON_WIRE, type Admitted, type Service, type ServiceCall } from './service.js';
import type { Store } from './store/store.js';
import { operationNamed } from './targets.js';

/** The resource of operations that do not act on one collection. */
const ANY_RESOURCE = '*';
/** Longer names cannot be valid. */
const MAX_NAME = 2048;

/** Rekognition: collections, users and faces. It accepts every request that no other service accepts. */
export class RekognitionService implements Service {
  readonly signingName = 'rekognition';
  readonly wire = JSON_WIRE;
  private readonly buckets = new TokenBuckets();
  /** The users with a write in flight. */
  private readonly changing = new Set<string>();

  constructor(
    private readonly settings: EngineSettings,
    private readonly store: Store,
    private readonly clock: EngineClock,
  ) {}

  accepts(): boolean {
    return true;
  }

  read({ headers, body }: SignedRequest): ServiceCall | WireError {
    const target = headers['x-amz-target']?.[0] ?? '';
    const [service, name = ''] = target.split('.', 2);
    const operation = service === 'RekognitionService' ? operationNamed(name) : undefined;
    if (!operation) return unknownOperation(target);
    return { operation: operation.name, admit: (caller) => this.admit(operation, caller, body) };
  }

  private admit(operation: EngineOperation, caller: EngineCaller, body: Uint8Array): Admitted {
    this.authorize(operation, caller, body);
    this.charge(operation, caller);
    const input = readRequest(operation, body);
    const close = operation.changesUser ? this.markChange(caller, input) : undefined;
    return { run: () => this.run(operation, input, caller), close };
  }

  private charge({ name }: EngineOperation, { accountId, region }: EngineCaller): void {
    const ratePerSecond = callsPerSecond(this.settings.quotas, name, region);
    if (ratePerSecond === undefined) return;
    const bucket = JSON.stringify([accountId, region, name]);
    if (!this.buckets.take(bucket, ratePerSecond, this.clock.nowMs()))
      throw new WireError(this.settings.assumptions.beyondQuota);
  }

  /**
   * Marks a change of a user. Returns a callback that ends it. Like Rekognition, a second one fails and is not queued.
   *
   * @throws ConflictException if another change of the user is in flight
   */
  private markChange({ accountId, region }: EngineCaller, { CollectionId, UserId }: Values): () => void {
    const { conflicts, assumptions } = this.settings;
    const user = JSON.stringify([accountId, region, CollectionId, UserId]);
    if (conflicts !== 'never' && this.changing.has(user))
      throw new WireError('ConflictException', assumptions.messages.userBusy(UserId as string));
    this.changing.add(user);
    return () => void this.changing.delete(user);
  }

  /** Runs the call and stores the response for its ClientRequestToken in one transaction. */
  private run(operation: EngineOperation, input: Values, realm: EngineCaller): string {
    const nowMs = this.clock.nowMs();
    const { store, settings } = this;
    const { ClientRequestToken: token, ...rest } = input as { ClientRequestToken?: string };
    return store.transaction(() => {
      const answer = () => JSON.stringify(operation.run(input, { realm, store, nowMs, settings }));
      if (token === undefined) return answer();
      const use = { realm, operation: operation.name, token };
      const fingerprint = JSON.stringify(rest);
      const earlier = store.replays.find(use, nowMs);
      if (earlier && earlier.fingerprint !== fingerprint)
        throw new WireError(
          'IdempotentParameterMismatchException',
          `The ClientRequestToken: ${token} you have supplied is already in use.`,
        );
      if (earlier) return earlier.answer;
      const replay = { fingerprint, answer: answer() };
      store.replays.insert(use, replay, nowMs, settings.assumptions.tokenWindowMs);
      return replay.answer;
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
  const json = parseJson(body);
  const name = isObject(json) ? json[member] : undefined;
  return typeof name === 'string' && name.length <= MAX_NAME ? name : undefined;
}
