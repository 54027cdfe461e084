import { Inject, Injectable } from '@nestjs/common';

import { abortReason } from '../resilience/time/call-limits.js';
import { Failure } from '../failures/failure.js';
import { classify } from '../failures/classify.js';
import { type Clock, CLOCK } from '../resilience/time/clock.js';
import type { Caller } from '../tenants/identity/caller.js';
import { CredentialCaches } from '../tenants/aws/credential-cache.js';
import { RegionClients } from '../tenants/aws/region-clients.js';
import { Call, CALL_INTERCEPTORS, type CallInterceptor, type Next } from './call.js';
import type { OperationDefinition } from './operation.js';

/** Sends all calls to Rekognition: runs the call pipeline, then sends the call with the tenant's keys. */
@Injectable()
export class RekognitionGateway {
  private readonly pipelines = new WeakMap<OperationDefinition, Next<object>>();

  constructor(
    @Inject(CALL_INTERCEPTORS) private readonly interceptors: readonly CallInterceptor[],
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly clients: RegionClients,
    private readonly caches: CredentialCaches,
  ) {}

  /** @throws Failure, and nothing else. */
  async call<Input extends object, Output extends object>(
    operation: OperationDefinition<Input, Output>,
    input: Input,
    caller: Caller,
  ): Promise<Output> {
    // The pipeline treats inputs and outputs as opaque; only the definition's functions inspect them.
    const definition = operation as unknown as OperationDefinition;
    try {
      const pipeline = this.pipelines.get(definition) ?? this.pipelineOf(definition);
      return (await pipeline(new Call(definition, () => input, caller))) as Output;
    } catch (thrown) {
      throw classify(thrown);
    }
  }

  /** Made with the first call of an operation. */
  private pipelineOf(operation: OperationDefinition): Next<object> {
    const stages = this.interceptors.filter((stage) => stage.appliesTo?.(operation) ?? true);
    const pipeline = stages.reduceRight<Next<object>>(
      (next, stage) => (call) => stage.intercept(call, next),
      (call) => this.attempt(call),
    );
    this.pipelines.set(operation, pipeline);
    return pipeline;
  }

  private async attempt(call: Call): Promise<object> {
    const { operation, input, caller, attempts, progress } = call;
    // The keys may have been renewed while the call waited.
    const keys = this.caches.of(caller.tenant).ready() ?? attempts.keys;
    if (keys === undefined) throw new Failure('credentials-unavailable');
    attempts.keys = keys;
    const send = this.clients.of(caller.tenant, keys, progress.steps?.headers);
    const timeout = new AttemptTimeout(this.clock, call);
    try {
      return await send(operation.name, attempts.input ?? input, timeout.signal);
    } catch (thrown) {
      throw timeout.signal.aborted ? timeout.signal.reason : thrown;
    } finally {
      timeout.release();
    }
  }
}

/** Aborts an attempt when it times out, and a read also when its caller disconnects or is revoked. */
class AttemptTimeout {
  private readonly controller = new AbortController();
  private readonly cancelTimer: () => void;
  private readonly callerSignal: AbortSignal;

  constructor(clock: Clock, { operation, caller, attempts }: Call) {
    const attemptMs = Math.min(attempts.longestMs, caller.deadline.remainingMs);
    this.cancelTimer = clock.schedule(attemptMs, () => this.controller.abort(new Failure('upstream-timeout')));
    this.callerSignal = caller.signal;
    if (operation.effect === 'read') this.callerSignal.addEventListener('abort', this.onCallerAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  release(): void {
    this.cancelTimer();
    this.callerSignal.removeEventListener('abort', this.onCallerAbort);
  }

  private readonly onCallerAbort = (): void => this.controller.abort(abortReason(this.callerSignal));
}
