import type { Reply } from '../server/reply.js';
import { WIRE_ERRORS, WireError, type EngineError, type WireErrorName } from './wire-error.js';

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

const AWS_JSON = 'application/x-amz-json-1.1';

/** AWS JSON 1.1, the format of Rekognition. */
export const JSON_WIRE: Wire = {
  success: (body) => ({ status: 200, contentType: AWS_JSON, body, delivery: 'whole' }),
  failure: (error, requestId) => ({
    status: error.status,
    contentType: AWS_JSON,
    body: JSON.stringify(jsonOf(error, requestId)),
    delivery: 'whole',
  }),
  ownError: (name) => (Object.hasOwn(WIRE_ERRORS, name) ? new WireError(name as WireErrorName) : undefined),
  nameOf: ({ name }) => name,
  malformed: '{"malformed": [',
};

/** Errors of the service and of the signature check differ in shape. */
function jsonOf(error: EngineError, requestId: string): object {
  const { name, message } = error;
  return error instanceof WireError && WIRE_ERRORS[error.name].layer === 'auth'
    ? { __type: name, message }
    : { __type: name, Message: message, Code: name, Logref: requestId };
}
