import { randomBytes } from 'node:crypto';

import type { Trace } from '../../tenants/identity/caller.js';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const NOTHING = /^0+$/;

/**
 * Continues the caller's trace with a new span, or starts a trace if the header is absent or invalid.
 *
 * @source W3C Trace Context, section 3.2.
 */
export function continueTrace(traceparent: string | string[] | undefined): Trace {
  const spanId = randomBytes(8).toString('hex');
  const [, traceId = '', parentId = '', flags = '00'] = TRACEPARENT.exec(String(traceparent)) ?? [];
  if (traceId === '' || NOTHING.test(traceId) || NOTHING.test(parentId)) {
    return { traceId: randomBytes(16).toString('hex'), spanId, flags: '00' };
  }
  return { traceId, spanId, flags };
}

export function traceparentOf({ traceId, spanId, flags }: Trace): string {
  return `00-${traceId}-${spanId}-${flags}`;
}
