import type { Reply } from './reply.js';
import type { WireError } from './wire-error.js';

/** How one of AWS's services writes its answers. */
export interface Wire {
  readonly success: (body: string, requestId: string) => Reply;
  readonly refusal: (error: WireError, requestId: string) => Reply;
  /** A body that breaks every reader of this wire. */
  readonly malformed: string;
}

const AWS_JSON = 'application/x-amz-json-1.1';

/** AWS JSON 1.1, as Rekognition speaks it. */
export const JSON_WIRE: Wire = {
  success: (body) => ({ status: 200, contentType: AWS_JSON, body, delivery: 'whole' }),
  refusal: (error, requestId) => ({
    status: error.status,
    contentType: AWS_JSON,
    body: error.body(requestId),
    delivery: 'whole',
  }),
  malformed: '{"malformed": [',
};
