import type { Type } from '@nestjs/common';

import { AuditLog } from '../../src/audit/audit-log.js';
import { namespaceOf } from '../../src/config/tenant.js';
import { classify } from '../../src/failures/classify.js';
import { Failure } from '../../src/failures/failure.js';
import { KeyedWrite } from '../../src/http/idempotency/keyed-write.js';
import { Logger } from '../../src/observability/logger.js';
import { NoTraces } from '../../src/observability/traces.js';
import { Metrics } from '../../src/observability/metrics.js';
import { CallRecorder } from '../../src/observability/call-timeline.js';
import { LaneInterceptor, UserLanes } from '../../src/rekognition/batching/user-lanes.js';
import { CALL_PIPELINE } from '../../src/rekognition/call-pipeline.js';
import type { CallInterceptor } from '../../src/rekognition/call.js';
import { Endpoints } from '../../src/resilience/breakers/breakers.js';
import { AdmitInterceptor } from '../../src/rekognition/interceptors/admit.interceptor.js';
import { AuditInterceptor, IntentInterceptor } from '../../src/rekognition/interceptors/audit.interceptor.js';
import { CredentialsInterceptor } from '../../src/rekognition/interceptors/credentials.interceptor.js';
import { FailureInterceptor } from '../../src/rekognition/interceptors/failure.interceptor.js';
import { FreshFacesInterceptor } from '../../src/rekognition/interceptors/fresh-faces.interceptor.js';
import { LimitInterceptor } from '../../src/rekognition/interceptors/limit.interceptor.js';
import { MetricsInterceptor } from '../../src/rekognition/interceptors/metrics.interceptor.js';
import { RecordInterceptor } from '../../src/rekognition/interceptors/record.interceptor.js';
import { RetryInterceptor } from '../../src/rekognition/interceptors/retry.interceptor.js';
import type { OperationDefinition } from '../../src/rekognition/operation.js';
import { RekognitionGateway } from '../../src/rekognition/rekognition.gateway.js';
import { ScopeInterceptor } from '../../src/rekognition/tenant-scope.js';
import { Deadline } from '../../src/resilience/time/call-limits.js';
import { RedisAttempts } from '../../src/state/redis/redis-attempts.js';
import { RedisIdempotencyStore } from '../../src/state/redis/redis-idempotency.store.js';
import { RedisLink } from '../../src/state/redis/redis-link.js';
import { RedisTurns } from '../../src/state/redis/redis-turns.js';
import { RedisUserLeases } from '../../src/state/redis/redis-user-leases.js';
import { AccountQuotas } from '../../src/tenants/aws/account-quotas.js';
import { CredentialCache, type CredentialCaches } from '../../src/tenants/aws/credential-cache.js';
import type { RegionClients } from '../../src/tenants/aws/region-clients.js';
import type { Caller } from '../../src/tenants/identity/caller.js';
import { tenant } from '../harness/app.js';
import type { SimulatedProcess } from './simulated-process.js';
import type { SimulatedRedis } from './simulated-redis.js';
import type { SimulatedRekognition } from './simulated-rekognition.js';

export const TENANT = tenant('acme');
export const REPLICAS = 3;
/** Calls per second of each simulated quota. */
export const PER_SECOND = 10;
/** As that of `Idempotency`. */
export const LEASE_MARGIN_MS = 5_000;
export const ATTEMPTS = { most: 10, windowMs: 60_000, capacity: 100 };

const OPERATIONS = ['IndexFaces', 'CreateCollection', 'CreateUser'];
const QUOTAS = {
  byAccount: new Map([[TENANT.awsAccount, Object.fromEntries(OPERATIONS.map((name) => [name, PER_SECOND]))]]),
  others: 'aws',
} as const;

/** One for all replicas of all runs: nothing reads it. */
class UnreadMetrics extends Metrics {
  override watchWaiting(): void {}
  override watchInFlight(): void {}
  override watchQuotas(): void {}
  override watchBreakers(): void {}
  override watchRetryBudgets(): void {}
}
const METRICS = new UnreadMetrics();
const LOGGER = new Logger('error', { write: () => undefined });

export interface Ask {
  readonly operation: OperationDefinition;
  readonly input: object;
  /** Undefined for a call without an idempotency key. */
  readonly key?: string;
  readonly patienceMs: number;
}

/** `gone`: the replica crashed, so that there is no answer. */
export type Answer = Success | Failure | 'gone';

export interface Success {
  readonly output: string;
  readonly isReplay: boolean;
}

export function placeOf(key: string) {
  return { tenant: namespaceOf(TENANT), key };
}

/** A replica of the service without HTTP and SDK: the classes of `src/state` on Redis, and the call pipeline. */
export class SimulatedReplica {
  readonly link: RedisLink;
  readonly attempts: RedisAttempts;
  private readonly store: RedisIdempotencyStore;
  private readonly gateway: RekognitionGateway;

  constructor(
    readonly process: SimulatedProcess,
    redis: SimulatedRedis,
    rekognition: SimulatedRekognition,
    replicaId: string,
    trace: (line: string) => void,
  ) {
    const { clock } = process;
    const events = {
      up: (count: number) => trace(`${replicaId} sees Redis, and ${count} replicas`),
      away: (reason: string) => trace(`${replicaId} lost Redis: ${reason}`),
      forgot: (what: string) => trace(`${replicaId} notices that Redis came back ${what}`),
      command: () => undefined,
    };
    this.link = new RedisLink({ clock, connect: redis.connectFrom(process), events, replicaId });
    this.store = new RedisIdempotencyStore(clock, this.link);
    this.attempts = new RedisAttempts(this.link, ATTEMPTS);
    const clients = { of: () => rekognition.clientOf(process) } as unknown as RegionClients;
    const keys = { accessKeyId: 'key', secretAccessKey: 'secret' };
    const cache = new CredentialCache(clock, () => Promise.resolve({ keys, validUntilMs: Number.POSITIVE_INFINITY }));
    const caches = { of: () => cache } as unknown as CredentialCaches;
    this.gateway = new RekognitionGateway(this.stages(caches), clock, clients, caches);
  }

  /** By how many replicas this one divides a quota. */
  get divisor(): number {
    return this.link.replicas ?? REPLICAS;
  }

  answer(ask: Ask): Promise<Answer> {
    const { process } = this;
    const answer = new Promise<Answer>((resolve) => process.deliver(() => resolve(this.run(ask).catch(classify))));
    return Promise.race([answer, process.crashed.promise]);
  }

  /** What a repeated request finds; the key stays as it is. */
  async find(key: string): Promise<string> {
    const write = this.keyedWrite({ key, patienceMs: 1_000 });
    const found = await write.begin();
    if (found === undefined) await write.fail(new Failure('busy'));
    return found?.state === 'done' ? Buffer.from(found.answer).toString() : (found?.state ?? 'free');
  }

  private async run({ operation, input, key, patienceMs }: Ask): Promise<Success> {
    const caller: Caller = {
      tenant: TENANT,
      principal: { kind: 'key', keyId: 'test' },
      scopes: ['admin'],
      requestId: 'test',
      trace: { traceId: '', spanId: '', flags: '' },
      deadline: Deadline.after(this.process.clock, patienceMs),
      signal: new AbortController().signal,
      idempotencyKey: key,
    };
    if (key === undefined)
      return { output: textOf(await this.gateway.call(operation, input, caller)), isReplay: false };
    const write = this.keyedWrite({ key, patienceMs });
    const found = await write.begin();
    if (found?.state === 'done') return { output: Buffer.from(found.answer).toString(), isReplay: true };
    if (found?.state === 'running') throw new Failure('request-in-progress');
    if (found !== undefined) throw new Failure('outcome-unknown', { effect: 'unknown' });
    try {
      const output = textOf(await this.gateway.call(operation, input, { ...caller, record: write }));
      await write.succeed(Buffer.from(output));
      return { output, isReplay: false };
    } catch (thrown) {
      throw await write.fail(thrown);
    }
  }

  private keyedWrite({ key, patienceMs }: { key: string; patienceMs: number }): KeyedWrite {
    const leaseMs = patienceMs + LEASE_MARGIN_MS;
    return new KeyedWrite(this.store, { place: placeOf(key), fingerprint: `input of ${key}`, leaseMs });
  }

  /** In the order of the call pipeline. */
  private stages(caches: CredentialCaches): CallInterceptor[] {
    const { clock } = this.process;
    const replicas = (): number => this.divisor;
    const fleet = {
      get replicas() {
        return replicas();
      },
      turns: new RedisTurns(this.link),
    };
    const quotas = new AccountQuotas(clock, QUOTAS, fleet);
    this.link.onChange(() => quotas.sharingChanged());
    const lanes = new UserLanes(clock, new Set(), new RedisUserLeases(clock, this.link));
    const endpoints = new Endpoints(clock, undefined);
    const recorder = new CallRecorder(METRICS, LOGGER);
    const audit = new AuditLog(clock, METRICS, undefined, false);
    const stages = new Map<Type<CallInterceptor>, CallInterceptor>([
      [MetricsInterceptor, new MetricsInterceptor(clock, recorder, new NoTraces(), LOGGER)],
      [AuditInterceptor, new AuditInterceptor(audit)],
      [ScopeInterceptor, new ScopeInterceptor()],
      [AdmitInterceptor, new AdmitInterceptor(quotas, lanes, METRICS)],
      [IntentInterceptor, new IntentInterceptor(audit)],
      [FreshFacesInterceptor, new FreshFacesInterceptor(clock, METRICS)],
      [LaneInterceptor, new LaneInterceptor(lanes)],
      [RetryInterceptor, new RetryInterceptor(clock, caches, endpoints, METRICS)],
      [CredentialsInterceptor, new CredentialsInterceptor(clock, caches)],
      [LimitInterceptor, new LimitInterceptor(clock, quotas, endpoints, METRICS)],
      [RecordInterceptor, new RecordInterceptor()],
      [FailureInterceptor, new FailureInterceptor(clock, recorder)],
    ]);
    return CALL_PIPELINE.map((stage) => {
      const made = stages.get(stage);
      if (made === undefined) throw new Error(`The simulation makes no ${stage.name}`);
      return made;
    });
  }
}

function textOf(output: object): string {
  return JSON.stringify(output);
}
