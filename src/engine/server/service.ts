import type { EngineCaller } from '../access/caller.js';
import type { SignedRequest } from '../protocol/canonical-request.js';
import type { Wire } from '../protocol/wire.js';

/** An authorized and validated call. */
export interface Admitted {
  /** Runs the call and returns the response body. */
  readonly run: (requestId: string) => string;
  /** Called once the response is written or cannot be written any more. */
  readonly close?: () => void;
}

/** A parsed request for one operation. */
export interface ServiceCall {
  readonly operation: string;
  /** The signature is neither required nor checked. */
  readonly unsigned?: boolean;
  /** @throws EngineError if the call is not allowed; nothing has been changed then */
  readonly admit: (caller: EngineCaller) => Admitted;
}

/** An AWS service behind the engine's port. */
export interface Service {
  /** The service name in signatures. */
  readonly signingName: string;
  readonly wire: Wire;
  readonly accepts: (request: SignedRequest) => boolean;
  /** Returns undefined if the operation is not supported. */
  readonly read: (request: SignedRequest) => ServiceCall | undefined;
}
