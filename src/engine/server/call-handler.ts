import { ANONYMOUS } from '../access/caller.js';
import type { EngineCaller } from '../access/caller.js';
import type { CallLog } from '../control/call-log.js';
import type { SignedRequest } from '../protocol/canonical-request.js';
import { FAULTS } from '../control/faults.js';
import type { Fault, FaultPlan, FaultRule } from '../control/faults.js';
import type { EngineSettings } from '../options.js';
import { EngineError, WireError } from '../protocol/wire-error.js';
import type { Reply } from './reply.js';
import type { Service, ServiceCall } from './service.js';
import { verifySignature } from '../protocol/sigv4.js';
import type { CredentialFinder } from '../protocol/sigv4.js';

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

/** A request with everything that is known of it before any work is done. */
interface Arrival {
  readonly service: Service;
  readonly requestId: string;
  readonly call: ServiceCall | undefined;
  readonly caller: EngineCaller | EngineError;
  readonly rule: FaultRule | undefined;
}

interface Work {
  readonly reply: Reply;
  readonly result: string;
  readonly answered: () => void;
}

const NOOP = () => undefined;
const NO_CALLER = { accountId: null, accessKeyId: null, region: null };

/**
 * Answers calls of AWS's side.
 *
 * A call's work is done in one go when its request has been read, whatever latency follows: a client that hangs up
 * while waiting does not undo it, as it would not at AWS.
 */
export class CallHandler {
  /** @param services the first that takes a request answers it; the last takes any. */
  constructor(
    private readonly settings: EngineSettings,
    private readonly services: readonly Service[],
    private readonly credentialOf: CredentialFinder,
    private readonly callLog: CallLog,
    private readonly faults: FaultPlan,
  ) {}

  answer(request: SignedRequest, requestId: string): Answer {
    const service = this.services.find((each) => each.takes(request)) as Service;
    const call = service.read(request);
    const caller = call?.unsigned ? ANONYMOUS : this.identify(service, request);
    const { accountId, accessKeyId, region } =
      caller instanceof EngineError || caller === ANONYMOUS ? NO_CALLER : caller;
    const setResult = this.callLog.open({
      atMs: Date.now(),
      operation: call?.operation ?? '(unknown)',
      accountId,
      accessKeyId,
      region,
      requestId,
    });
    const rule = call && !(caller instanceof EngineError) ? this.faults.draw(call.operation) : undefined;
    const { reply, result, answered } = work({ service, requestId, call, caller, rule });
    return {
      reply,
      latencyMs: this.settings.latencyMs + (rule?.latencyMs ?? 0),
      answering: () => setResult(result),
      answered,
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

function work({ service: { wire }, requestId, call, caller, rule }: Arrival): Work {
  const fault: Fault | undefined = rule && FAULTS[rule.fault];
  let answered: () => void = NOOP;
  const end = (reply: Reply, result: string): Work =>
    rule && fault?.answer
      ? { reply: fault.answer(reply, wire, requestId), result: rule.fault, answered }
      : { reply, result, answered };
  try {
    if (caller instanceof EngineError) throw caller;
    if (!call) throw new WireError('UnknownOperationException');
    if (rule?.effect === 'before') return end(wire.success(''), rule.fault);
    const admitted = call.admit(caller);
    answered = admitted.answered ?? NOOP;
    return end(wire.success(admitted.run(requestId)), 'ok');
  } catch (error) {
    const failure = asEngineError(error);
    return end(wire.failure(failure, requestId), wire.nameOf(failure));
  }
}

/** What is no failure is a fault of the engine's own: said on stderr, and to the client no more than AWS would say. */
function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  console.error(error);
  return new WireError('InternalServerError');
}
