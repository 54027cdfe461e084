import { describe, expect, it } from '@jest/globals';

import type { LogLevel } from '../config/settings.js';
import { type CallLine, Logger } from './logger.js';
import { Metrics } from './metrics.js';
import { CallRecorder } from './call-timeline.js';

function books(level: LogLevel = 'info') {
  const written: string[] = [];
  const metrics = new Metrics();
  const logger = new Logger(level, { write: (line: string) => written.push(line) });
  const entries = () => written.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { metrics, entries, recorder: new CallRecorder(metrics, logger) };
}

async function value(metrics: Metrics, line: string): Promise<string | undefined> {
  const text = await metrics.registry.metrics();
  return text.split('\n').find((candidate) => candidate.startsWith(`${line} `));
}

const SPENT = { laneMs: 0, credentialsMs: 0, quotaMs: 0, backoffMs: 0, wireMs: 20 };
const CALL: CallLine = {
  requestId: 'request-1',
  tenant: 'acme',
  operation: 'DisassociateFaces',
  outcome: 'ok',
  attempts: 1,
  durationMs: 20,
  ...SPENT,
};
const ATTEMPT = { operation: 'DisassociateFaces', durationMs: 20, errorType: '', upstream: 'answering' as const };

describe('CallRecorder', () => {
  it('times calls by operation and kind of error', async () => {
    const { recorder, metrics } = books();
    recorder.callFinished(CALL);
    recorder.callFinished({ ...CALL, outcome: 'throttled', attempts: 3 });
    const count = 'rpc_client_call_duration_seconds_count{rpc_method="Rekognition/DisassociateFaces",error_type=';
    expect(await value(metrics, `${count}""}`)).toMatch(/ 1$/);
    expect(await value(metrics, `${count}"throttled"}`)).toMatch(/ 1$/);
  });

  it('counts as shed only calls that failed before anything was sent', async () => {
    const { recorder, metrics } = books();
    recorder.callFinished({ ...CALL, outcome: 'busy', attempts: 0 });
    recorder.callFinished({ ...CALL, outcome: 'throttled', attempts: 1 });
    recorder.callFinished({ ...CALL, attempts: 0 });
    expect(await value(metrics, 'facade_shed_total{reason="busy"}')).toMatch(/ 1$/);
    expect(await value(metrics, 'facade_shed_total{reason="throttled"}')).toBeUndefined();
    expect(await value(metrics, 'facade_shed_total{reason="ok"}')).toBeUndefined();
  });

  it('reports the health of Rekognition as of the last attempt', () => {
    const { recorder } = books();
    expect(recorder.upstreamHealth).toBe('unknown');
    recorder.attemptFinished({ ...ATTEMPT, errorType: 'upstream-error', upstream: 'failing' });
    expect(recorder.upstreamHealth).toBe('failing');
    recorder.attemptFinished({ ...ATTEMPT, errorType: 'client-closed-request', upstream: undefined });
    expect(recorder.upstreamHealth).toBe('failing');
    recorder.attemptFinished({ ...ATTEMPT, errorType: 'throttled' });
    expect(recorder.upstreamHealth).toBe('answering');
  });

  it("writes Rekognition's own words at level debug only", () => {
    const words = 'User arn:aws:iam::111122223333:user/acme is not authorized';
    const [usual, debug] = [books(), books('debug')];
    for (const { recorder } of [usual, debug]) recorder.callFinished({ ...CALL, outcome: 'aws-access-denied' }, words);
    expect(usual.entries()).toEqual([expect.objectContaining({ msg: 'call', outcome: 'aws-access-denied' })]);
    expect(debug.entries()[1]).toMatchObject({ requestId: 'request-1', upstreamWords: words });
  });
});
