import { describe, expect, it } from '@jest/globals';

import type { Caller } from '../tenants/identity/caller.js';
import { Attempts, Call, mayRepeat } from './call.js';
import type { OperationDefinition } from './operation.js';

function attemptsWith(...ids: string[]): Attempts {
  const attempts = new Attempts();
  for (const id of ids) attempts.noteAwsRequestId(id);
  return attempts;
}

describe('The AWS request ids of a call', () => {
  it('are kept in order, without consecutive duplicates', () => {
    expect(attemptsWith('a', 'b', 'b', 'c').awsRequestIds).toEqual(['a', 'b', 'c']);
    expect(attemptsWith().awsRequestIds).toEqual([]);
  });

  it('are limited to the first 49 and the last', () => {
    const ids = Array.from({ length: 60 }, (_, number) => `id-${number}`);
    expect(attemptsWith(...ids).awsRequestIds).toEqual([...ids.slice(0, 49), 'id-59']);
  });
});

describe('The attempts of a call that leaves a batch', () => {
  it('continue those of the batch, and are no longer shared with it', () => {
    const batch = attemptsWith('a', 'b');
    batch.count = 2;
    batch.unclear = true;
    batch.input = {};
    const own = batch.fork();
    own.count += 1;
    own.noteAwsRequestId('c');
    batch.count += 1;
    expect([own.total, own.count, own.unclear, own.input]).toEqual([3, 1, true, undefined]);
    expect([own.awsRequestIds, batch.awsRequestIds, batch.total]).toEqual([['a', 'b', 'c'], ['a', 'b'], 3]);
    expect(own.fork().total).toBe(3);
  });
});

describe('A call with another input', () => {
  it('is a different call with the same record of progress', () => {
    const asked = { CollectionId: 'staff' };
    const call = new Call({ repeat: 'read' } as OperationDefinition, () => asked, {} as Caller);
    const scoped = call.withInput({ CollectionId: 'acme.staff' });
    scoped.seal();
    scoped.attempts.count += 1;
    scoped.noteUnclear();
    expect([call.input, call.attempts.input, call.attempts.total, call.unclear]).toEqual([
      asked,
      { CollectionId: 'acme.staff' },
      1,
      true,
    ]);
  });
});

describe('mayRepeat', () => {
  it.each([
    ['read', true],
    ['token', true],
    ['harmless', true],
    ['never', false],
  ] as const)('returns for an operation with repeat %s: %p', (repeat, may) => {
    expect(mayRepeat({ repeat }, {})).toBe(may);
  });

  it('depends on the input if the operation says so', () => {
    const named = (input: { ExternalImageId?: string }): boolean => input.ExternalImageId !== undefined;
    expect(mayRepeat({ repeat: named }, { ExternalImageId: 'photo-1' })).toBe(true);
    expect(mayRepeat({ repeat: named }, {})).toBe(false);
  });
});
