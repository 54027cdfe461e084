import { describe, expect, it } from '@jest/globals';

import type { Caller } from '../tenants/identity/caller.js';
import { Call } from './call.js';
import type { OperationDefinition } from './operation.js';

function callOf(...ids: string[]): Call {
  const call = new Call({} as OperationDefinition, () => ({}), {} as Caller);
  for (const id of ids) call.noteAwsRequestId(id);
  return call;
}

describe('the ids of AWS’s answers', () => {
  it('are all kept in their order, those told twice once', () => {
    const call = callOf('a', 'b', 'b', 'c');
    expect([call.awsRequestIds, call.awsRequestId]).toEqual([['a', 'b', 'c'], 'c']);
    expect(callOf().awsRequestId).toBeUndefined();
  });

  it('of a call that was sent in place of this one come before its own', () => {
    const call = callOf('c');
    call.noteAttemptsOf(callOf('a', 'b'));
    expect([call.awsRequestIds, call.awsRequestId]).toEqual([['a', 'b', 'c'], 'c']);
  });

  it('are the first and the last of more than 50', () => {
    const ids = Array.from({ length: 60 }, (_, number) => `id-${number}`);
    const call = callOf(...ids);
    expect(call.awsRequestIds).toEqual([...ids.slice(0, 49), 'id-59']);
    call.noteAttemptsOf(callOf(...ids.slice(0, 30)));
    expect(call.awsRequestIds).toHaveLength(50);
    expect(call.awsRequestId).toBe('id-59');
  });
});
