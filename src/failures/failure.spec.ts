import { describe, expect, it } from '@jest/globals';

import { Failure } from './failure.js';

describe('Failure', () => {
  it('uses the values of its definition by default', () => {
    const { code, row, message, retry, retryable, effect } = new Failure('throttled');
    expect({ code, retry, retryable, effect }).toEqual({
      code: 'throttled',
      retry: 'slow-down',
      retryable: true,
      effect: 'none',
    });
    expect(message).toBe(row.detail);
  });

  it('lets facts override its definition', () => {
    const failure = new Failure('upstream-error', {
      detail: 'More exact.',
      effect: 'unknown',
      retry: 'never',
      retryable: false,
    });
    const { message, effect, retry, retryable } = failure;
    expect({ message, effect, retry, retryable }).toEqual({
      message: 'More exact.',
      effect: 'unknown',
      retry: 'never',
      retryable: false,
    });
  });

  it('keeps its cause and has no stack', () => {
    const cause = new Error('cause');
    const failure = new Failure('internal', { cause });
    expect(failure.cause).toBe(cause);
    expect(failure.stack).toBeUndefined();
  });

  it('returns a copy with more facts from `with`', () => {
    const cause = new Error('cause');
    const first = new Failure('upstream-timeout', { cause, awsRequestId: 'aws-1', detail: 'First.' });
    const more = first.with({ effect: 'unknown', detail: 'Second.' });
    expect(more).toBeInstanceOf(Failure);
    expect(more.code).toBe('upstream-timeout');
    expect(more.facts).toEqual({ cause, awsRequestId: 'aws-1', effect: 'unknown', detail: 'Second.' });
    expect({ before: first.effect, detail: first.message }).toEqual({ before: 'none', detail: 'First.' });
  });
});
