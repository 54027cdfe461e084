import { describe, expect, it } from '@jest/globals';

import { callersTrace, continueTrace, traceparentOf } from './traces.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';

describe('continueTrace', () => {
  it.each(['00', '01', 'ff'])("continues the caller's trace under a span of its own, flags %s kept", (flags) => {
    const trace = continueTrace(callersTrace(`00-${TRACE_ID}-${PARENT_ID}-${flags}`));
    expect(trace).toEqual({ traceId: TRACE_ID, spanId: expect.stringMatching(/^[0-9a-f]{16}$/), flags });
    expect(trace.spanId).not.toBe(PARENT_ID);
  });

  it.each([
    undefined,
    '',
    'garbage',
    `00-${TRACE_ID}-${PARENT_ID}`,
    `00-${TRACE_ID}-${PARENT_ID}-01-more`,
    `00-${TRACE_ID.toUpperCase()}-${PARENT_ID}-01`,
    `00-${'0'.repeat(32)}-${PARENT_ID}-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `ff-${TRACE_ID}-${PARENT_ID}-01`,
    `00-${TRACE_ID}-${PARENT_ID}-01\r\nX-Injected: 1`,
  ])('begins a trace of its own for %j', (header) => {
    const trace = continueTrace(callersTrace(header));
    expect(trace).toEqual({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      flags: '00',
    });
    expect(trace.traceId).not.toBe(TRACE_ID);
  });

  it('begins another trace for each request', () => {
    expect(continueTrace(undefined).traceId).not.toBe(continueTrace(undefined).traceId);
  });

  it('writes a header that it can read', () => {
    const trace = continueTrace(undefined);
    expect(continueTrace(callersTrace(traceparentOf(trace))).traceId).toBe(trace.traceId);
  });

  it.each(['vendor=value', 'a=1,b=2'])("keeps the caller's tracestate %s", (state) => {
    expect(continueTrace(callersTrace(`00-${TRACE_ID}-${PARENT_ID}-01`, state)).state).toBe(state);
  });

  it.each([undefined, '', 'a=\u0000', 'a'.repeat(513)])('continues without the invalid tracestate %j', (state) => {
    const trace = continueTrace(callersTrace(`00-${TRACE_ID}-${PARENT_ID}-01`, state));
    expect(trace).toMatchObject({ traceId: TRACE_ID });
    expect(trace).not.toHaveProperty('state');
  });
});
