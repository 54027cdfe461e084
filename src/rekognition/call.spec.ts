import { describe, expect, it } from '@jest/globals';

import type { Caller } from '../tenants/identity/caller.js';
import { Call } from './call.js';
import type { OperationDefinition } from './operation.js';

function callOf(...ids: string[]): Call {
  const call = new Call({} as OperationDefinition, () => ({}), {} as Caller);
  for (const id of ids) call.noteAwsRequestId(id);
  return call;
}

describe('The AWS request ids of a call', () => {
  it('are kept in order, without consecutive duplicates', () => {
    const call = callOf('a', 'b', 'b', 'c');
    expect([call.awsRequestIds, call.awsRequestId]).toEqual([['a', 'b', 'c'], 'c']);
    expect(callOf().awsRequestId).toBeUndefined();
  });

  it('of a call sent on its behalf come before its own', () => {
    const call = callOf('c');
    call.noteAttemptsOf(callOf('a', 'b'));
    expect([call.awsRequestIds, call.awsRequestId]).toEqual([['a', 'b', 'c'], 'c']);
  });

  it('are limited to the first 49 and the last', () => {
    const ids = Array.from({ length: 60 }, (_, number) => `id-${number}`);
    const call = callOf(...ids);
    expect(call.awsRequestIds).toEqual([...ids.slice(0, 49), 'id-59']);
    call.noteAttemptsOf(callOf(...ids.slice(0, 30)));
    expect(call.awsRequestIds).toHaveLength(50);
    expect(call.awsRequestId).toBe('id-59');
  });
});
