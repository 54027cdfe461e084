import type { EngineCaller } from '../access/caller.js';
import type { SignedRequest } from '../protocol/canonical-request.js';
import type { Wire } from '../protocol/wire.js';

/** A call that has been let in. */
export interface Admitted {
  /** Does the work and gives the body of the answer. */
  readonly run: (requestId: string) => string;
  /** Called when the answer has been written, or cannot be any more. */
  readonly answered?: () => void;
}

/** An operation, with the request that asks for it. */
export interface ServiceCall {
  readonly operation: string;
  /** Needs no signature, and looks at none. */
  readonly unsigned?: boolean;
  /** @throws EngineError where the call may not run; what has been done by then is nothing. */
  readonly admit: (caller: EngineCaller) => Admitted;
}

/** One of AWS's services behind the engine's one port. */
export interface Service {
  /** As signatures name it. */
  readonly signingName: string;
  readonly wire: Wire;
  /** Whether a request is meant for this service. */
  readonly takes: (request: SignedRequest) => boolean;
  /** Undefined for an operation that the service does not have here. */
  readonly read: (request: SignedRequest) => ServiceCall | undefined;
}
