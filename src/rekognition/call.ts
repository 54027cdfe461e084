import type { RekognitionClient } from '@aws-sdk/client-rekognition';

import type { Caller } from '../tenants/caller.js';
import type { OperationRow } from './operation.js';

/** One call on its way through the corridor. The interceptors write down here what the next ones need. */
export interface Call {
  readonly operation: OperationRow;
  readonly input: object;
  readonly caller: Caller;
  /** How many attempts were begun. */
  attempts: number;
  /** How long the present attempt may take, set by the retry interceptor. */
  attemptMs: number;
  /** The client of the last attempt. */
  client?: RekognitionClient;
  awsRequestId?: string;
}

/**
 * One step of the corridor, of the shape of Nest's interceptors with a promise in place of the Observable. `next`
 * runs the rest of the corridor and may be called again: it wraps the call to Rekognition, never the HTTP handler.
 */
export interface CallInterceptor {
  intercept<Output>(call: Call, next: () => Promise<Output>): Promise<Output>;
}

/** The injection token of the interceptors, outermost first. */
export const CALL_INTERCEPTORS = Symbol('CALL_INTERCEPTORS');
