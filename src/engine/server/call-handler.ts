import { ANONYMOUS, type CredentialFinder, type EngineCaller } from '../access/principal.js';
import { verifySignature } from '../access/sigv4.js';
import type { CallLog } from '../control/control.js';
import { FAULTS, type Fault, type FaultPlan, type FaultRule } from '../control/faults.js';
import type { EngineSettings } from '../options.js';
import type { SignedRequest } from '../protocol/canonical-request.js';
import { EngineError, WireError } from '../protocol/wire-error.js';
import type { Reply, Service, ServiceCall, Wire } from '../service.js';

/** The response to a call and its lifecycle hooks. */
export interface Answer {
  readonly reply: Reply;
  /** Delay before the reply is written. */
  readonly latencyMs: number;
  /** Called right before the reply is written. */
  readonly onWrite: () => void;
  /** Called once the reply is written or cannot be written any more. */
  readonly close: () => void;
}

const NOOP = () => undefined;
const NO_CALLER = { accountId: null, accessKeyId: null, region: null };

/**
 * Answers AWS calls.
 *
 * The operation runs as soon as the request is read, before any latency. As at AWS, a client that disconnects while
 * waiting does not undo it.
 */
export class CallHandler {
  /** @param services the first that accepts a request answers it; the last must accept all */
  constructor(
    private readonly settings: EngineSettings,
    private readonly services: readonly Service[],
    private readonly credentialOf: CredentialFinder,
    private readonly callLog: CallLog,
    private readonly faults: FaultPlan,
  ) {}

  answer(request: SignedRequest, requestId: string): Answer {
    const service = this.services.find((each) => each.accepts(request)) as Service;
    const call = service.read(request);
    const operation = call instanceof EngineError ? '(unknown)' : call.operation;
    const caller = !(call instanceof EngineError) && call.unsigned ? ANONYMOUS : this.identify(service, request);
    const { accountId, accessKeyId, region } =
      caller instanceof EngineError || caller === ANONYMOUS ? NO_CALLER : caller;
    const setResult = this.callLog.open({ atMs: Date.now(), operation, accountId, accessKeyId, region, requestId });
    const isKnown = !(call instanceof EngineError) && !(caller instanceof EngineError);
    const rule = isKnown ? this.faults.draw(operation) : undefined;
    const { reply, result, close } = work(service.wire, requestId, call, caller, rule);
    return {
      reply,
      latencyMs: this.settings.latencyMs + (rule?.latencyMs ?? 0),
      onWrite: () => setResult(result),
      close,
    };
  }

  private identify({ signingName }: Service, request: SignedRequest): EngineCaller | EngineError {
    try {
      return verifySignature(request, signingName, this.credentialOf, Date.now() + this.settings.clockSkewMs);
    } catch (error) {
      return asEngineError(error);
    }
  }
}

function work(
  wire: Wire,
  requestId: string,
  call: ServiceCall | EngineError,
  caller: EngineCaller | EngineError,
  rule: FaultRule | undefined,
): { reply: Reply; result: string; close: () => void } {
  const fault: Fault | undefined = rule && FAULTS[rule.fault];
  let close: () => void = NOOP;
  const end = (reply: Reply, result: string) =>
    rule && fault?.answer
      ? { reply: fault.answer(reply, wire, requestId), result: rule.fault, close }
      : { reply, result, close };
  try {
    if (caller instanceof EngineError) throw caller;
    if (call instanceof EngineError) throw call;
    if (rule?.effect === 'before') return end(wire.success(''), rule.fault);
    const admitted = call.admit(caller);
    close = admitted.close ?? NOOP;
    return end(wire.success(admitted.run(requestId)), 'ok');
  } catch (error) {
    const failure = asEngineError(error);
    return end(wire.failure(failure, requestId), wire.nameOf(failure));
  }
}

/** Logs unexpected errors and hides them behind InternalServerError. */
function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  console.error(error);
  return new WireError('InternalServerError');
}
