import { describe, expect, it } from '@jest/globals';
import { CallLog } from './call-log.js';

function call(requestId: string) {
  const caller = { accountId: 'account', accessKeyId: 'key', region: 'region' };
  return { atMs: 0, operation: 'ListFaces', requestId, ...caller };
}

describe('CallLog', () => {
  it('shows a call as pending until its result is filled in', () => {
    const journal = new CallLog();
    const fillIn = journal.open(call('a'));
    expect(journal.snapshot()).toMatchObject({ calls: [{ result: 'pending' }], counts: { ListFaces: { pending: 1 } } });
    fillIn('ok');
    expect(journal.snapshot()).toMatchObject({ calls: [{ result: 'ok' }], counts: { ListFaces: { ok: 1 } } });
    expect(journal.snapshot().counts['ListFaces']).not.toHaveProperty('pending');
  });

  it('keeps the newest ten thousand calls and counts all', () => {
    const journal = new CallLog();
    for (let number = 0; number < 10_005; number += 1) journal.open(call(String(number)))('ok');
    const { calls, counts } = journal.snapshot();
    expect(calls).toHaveLength(10_000);
    expect(calls[0]!.requestId).toBe('5');
    expect(counts).toEqual({ ListFaces: { ok: 10_005 } });
  });
});
