import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../test/harness/fake-clock.js';
import { CallTimeline, SharedSteps } from './call-timeline.js';
import { Logger } from './logger.js';
import type { OpenSpan, SpanAttributes, SpanStart } from './traces.js';
import { Traces } from './traces.js';

const TRACE = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), flags: '01' };

/** Keeps the spans that were ended. */
class EndedSpans extends Traces {
  readonly ended: [name: string, attributes: SpanAttributes, failed: boolean][] = [];

  override begin({ name }: SpanStart): OpenSpan {
    return { trace: TRACE, end: (attributes, failed) => void this.ended.push([name, attributes, failed]) };
  }
}

function timeline() {
  const clock = new FakeClock();
  const traces = new EndedSpans();
  const lines: string[] = [];
  const logger = new Logger('debug', { write: (line: string) => lines.push(line) });
  const call = { requestId: 'request-1', trace: TRACE, tenant: 'acme', operation: 'ListUsers' };
  const steps = new CallTimeline(clock, traces, logger, call);
  const names = (): string[] => traces.ended.map(([name]) => name);
  return { clock, traces, steps, names, entries: () => lines.map((line) => JSON.parse(line) as object) };
}

describe('CallTimeline', () => {
  it('adds up what each step took, also if it comes several times', async () => {
    const { clock, steps, names } = timeline();
    for (const ms of [10, 5]) {
      steps.begin('quota');
      await clock.advance(ms);
      steps.begin('attempt');
      await clock.advance(100);
      steps.end({ outcome: 'throttled' });
    }
    expect(steps.spentMs).toEqual({ lane: 0, credentials: 0, quota: 15, backoff: 0, attempt: 200 });
    expect(names()).toEqual(['wait for quota', 'Rekognition/ListUsers', 'wait for quota', 'Rekognition/ListUsers']);
  });

  it('has no span for a wait of less than a millisecond', () => {
    const { steps, names } = timeline();
    steps.begin('lane');
    steps.end();
    expect(names()).toEqual([]);
  });

  it('reports an attempt that nobody waited for any longer as abandoned', () => {
    const { steps, traces, entries } = timeline();
    steps.begin('attempt');
    steps.end();
    steps.end();
    expect(traces.ended).toEqual([
      ['Rekognition/ListUsers', expect.objectContaining({ 'error.type': 'abandoned' }), true],
    ]);
    expect(entries()).toEqual([expect.objectContaining({ msg: 'attempt', outcome: 'abandoned', attempt: 1 })]);
  });

  it('has headers during a step only', () => {
    const { steps } = timeline();
    expect(steps.headers).toEqual({});
    steps.begin('attempt');
    expect(steps.headers).toEqual({ traceparent: `00-${TRACE.traceId}-${TRACE.spanId}-01` });
    steps.end({ outcome: 'ok' });
    expect(steps.headers).toEqual({});
  });
});

describe('SharedSteps', () => {
  it('counts the present step of a batch for a call that joins from then on', async () => {
    const [first, second] = [timeline(), timeline()];
    const shared = new SharedSteps();
    shared.join(first.steps);
    shared.begin('quota');
    await first.clock.advance(30);
    shared.join(second.steps);
    await first.clock.advance(10);
    await second.clock.advance(10);
    shared.end();
    expect(first.steps.spentMs.quota).toBe(40);
    expect(second.steps.spentMs.quota).toBe(10);
  });
});
