import { describe, expect, it } from '@jest/globals';
import { CallLog } from './control.js';

function call(requestId: string) {
  const caller = { accountId: 'account', accessKeyId: 'key', region: 'region' };
  return { atMs: 0, operation: 'ListFaces', requestId, ...caller };
}

describe('CallLog', () => {
  it('shows a call as pending until its result is set', () => {
    const callLog = new CallLog();
    const setResult = callLog.open(call('a'));
    expect(callLog.snapshot()).toMatchObject({ calls: [{ result: 'pending' }], counts: { ListFaces: { pending: 1 } } });
    setResult('ok');
    expect(callLog.snapshot()).toMatchObject({ calls: [{ result: 'ok' }], counts: { ListFaces: { ok: 1 } } });
    expect(callLog.snapshot().counts['ListFaces']).not.toHaveProperty('pending');
  });

  it('keeps the newest ten thousand calls and counts all', () => {
    const callLog = new CallLog();
    for (let number = 0; number < 10_005; number += 1) callLog.open(call(String(number)))('ok');
    const { calls, counts } = callLog.snapshot();
    expect(calls).toHaveLength(10_000);
    expect(calls[0]!.requestId).toBe('5');
    expect(counts).toEqual({ ListFaces: { ok: 10_005 } });
  });
});
