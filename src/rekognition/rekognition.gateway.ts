import { Inject, Injectable } from '@nestjs/common';

import { abortReason } from '../resilience/time/call-limits.js';
import { Failure } from '../failures/failure.js';
import { classify } from '../failures/classify.js';
import type { Clock } from '../resilience/time/clock.js';
import { CLOCK } from '../resilience/time/clock.js';
import type { Caller } from '../tenants/identity/caller.js';
import { CredentialCaches } from '../tenants/aws/credential-caches.js';
import { TenantClients } from '../tenants/aws/tenant-clients.js';
import { Call, CALL_INTERCEPTORS, type CallInterceptor } from './call.js';
import { send } from './command.js';
import type { OperationDefinition } from './operation.js';

/** The only way to Rekognition: runs a call through the call pipeline and sends it with its tenant's client. */
@Injectable()
export class RekognitionGateway {
  constructor(
    @Inject(CALL_INTERCEPTORS) private readonly interceptors: readonly CallInterceptor[],
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly clients: TenantClients,
    private readonly caches: CredentialCaches,
  ) {}

  /** @throws Failure, and nothing else. */
  async call<Input extends object, Output extends object>(
    operation: OperationDefinition<Input, Output>,
    input: Input,
    caller: Caller,
  ): Promise<Output> {
    // The call pipeline treats inputs and outputs as opaque; the row's own functions are the only ones that look inside.
    const row = operation as unknown as OperationDefinition;
    const pipeline = this.interceptors.reduceRight<(call: Call) => Promise<Output>>(
      (next, interceptor) => (call) => interceptor.intercept(call, next),
      (call) => this.attempt<Output>(call),
    );
    try {
      return await pipeline(new Call(row, () => input, caller));
    } catch (thrown) {
      throw classify(thrown);
    }
  }

  private async attempt<Output>(call: Call): Promise<Output> {
    const { operation, input, caller } = call;
    // New keys may have come while the call waited for its turn.
    const keys = this.caches.of(caller.tenant).ready() ?? call.keys;
    if (keys === undefined) throw new Failure('credentials-unavailable');
    call.keys = keys;
    return this.clients.use(caller.tenant, keys, async (client) => {
      const timeout = new AttemptTimeout(this.clock, call);
      try {
        return (await timeout.hold(send(client, new operation.command(input), timeout.signal))) as Output;
      } finally {
        timeout.release();
      }
    });
  }
}

/** Ends an attempt when its time is up, and a read also when its caller leaves or is refused: nobody gets its answer then. */
class AttemptTimeout {
  private readonly controller = new AbortController();
  private readonly cancelTimer: () => void;
  private readonly callerSignal: AbortSignal;

  constructor(clock: Clock, { operation, caller, longestAttemptMs }: Call) {
    const attemptMs = Math.min(longestAttemptMs, caller.deadline.remainingMs);
    this.cancelTimer = clock.schedule(attemptMs, () => this.controller.abort(new Failure('upstream-timeout')));
    this.callerSignal = caller.signal;
    if (operation.effect === 'read') this.callerSignal.addEventListener('abort', this.leave, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The SDK heeds the signal on the wire only: this does at any time. */
  hold<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason as Error), { once: true });
      work.then(resolve, (thrown: unknown) => reject((this.signal.aborted ? this.signal.reason : thrown) as Error));
    });
  }

  release(): void {
    this.cancelTimer();
    this.callerSignal.removeEventListener('abort', this.leave);
  }

  private readonly leave = (): void => this.controller.abort(abortReason(this.callerSignal));
}
