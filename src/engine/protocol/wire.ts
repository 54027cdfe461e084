import type { EngineError, WireErrorName } from './wire-error.js';
import type { Reply } from '../server/reply.js';
import { WIRE_ERRORS, WireError } from './wire-error.js';

/** How one of AWS's services writes its answers. */
export interface Wire {
  readonly success: (body: string) => Reply;
  readonly failure: (error: EngineError, requestId: string) => Reply;
  /** This service's failure of that very name, if it has one. */
  readonly ownError: (name: string) => EngineError | undefined;
  /** The name under which this service refuses for this reason. */
  readonly nameOf: (error: EngineError) => string;
  /** A body that breaks every reader of this wire. */
  readonly malformed: string;
}

const AWS_JSON = 'application/x-amz-json-1.1';

/** AWS JSON 1.1, as Rekognition speaks it. */
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

/** In the shape of the layer that refuses. */
function jsonOf(error: EngineError, requestId: string): object {
  const { name, message } = error;
  return error instanceof WireError && WIRE_ERRORS[error.name].layer === 'auth'
    ? { __type: name, message }
    : { __type: name, Message: message, Code: name, Logref: requestId };
}
