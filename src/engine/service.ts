import type { EngineCaller } from './access/principal.js';
import type { SignedRequest } from './protocol/canonical-request.js';
import { WIRE_ERRORS, WireError, type EngineError, type WireErrorName } from './protocol/wire-error.js';

/** How a reply is sent: `drip` one byte at a time, `truncated` cut in half, `none` closes the socket. */
export type Delivery = 'whole' | 'drip' | 'truncated' | 'none';

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly delivery: Delivery;
}

export function whole(status: number, contentType: string, body: string): Reply {
  return { status, contentType, body, delivery: 'whole' };
}

/** The response format of an AWS service. */
export interface Wire {
  readonly success: (body: string) => Reply;
  readonly failure: (error: EngineError, requestId: string) => Reply;
  /** Returns this service's own error of that name, if any. */
  readonly ownError: (name: string) => EngineError | undefined;
  /** Returns this service's name for an error. */
  readonly nameOf: (error: EngineError) => string;
  /** A body that no client of this format can parse. */
  readonly malformed: string;
}

/** An authorized and validated call. */
export interface Admitted {
  /** Runs the call and returns the response body. */
  readonly run: (requestId: string) => string;
  /** Called once the response is written or cannot be written any more. */
  readonly close?: (() => void) | undefined;
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
  /** Returns an error if the operation is not supported. */
  readonly read: (request: SignedRequest) => ServiceCall | EngineError;
}

const AWS_JSON = 'application/x-amz-json-1.1';

/** AWS JSON 1.1, the format of Rekognition. */
export const JSON_WIRE: Wire = {
  success: (body) => whole(200, AWS_JSON, body),
  failure: (error, requestId) => whole(error.status, AWS_JSON, JSON.stringify(jsonOf(error, requestId))),
  ownError: (name) => (Object.hasOwn(WIRE_ERRORS, name) ? new WireError(name as WireErrorName) : undefined),
  nameOf: ({ name }) => name,
  malformed: '{"malformed": [',
};

/** Errors of the service and of the signature check differ in shape. */
function jsonOf(error: EngineError, requestId: string): object {
  const { name, message } = error;
  return error instanceof WireError && error.isOfAuth
    ? { __type: name, message }
    : { __type: name, Message: message, Code: name, Logref: requestId };
}
