import { describe, expect, it } from '@jest/globals';

import { Failure } from '../../failures/failure.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { readIdempotencyKey, withBodyKey } from './idempotency-key.js';

describe('readIdempotencyKey', () => {
  it.each(['8e03978e', '"8e03978e"'])('reads a key bare or in quotes alike: %s', (header) => {
    expect(readIdempotencyKey(header)).toEqual({ key: '8e03978e', faults: [] });
  });

  it.each([['a'], ['a'.repeat(255)], [`"${'a'.repeat(255)}"`], ['~ !'], ['a"b']])('takes %j', (header) => {
    expect(readIdempotencyKey(header).faults).toEqual([]);
  });

  it.each([[''], ['""'], ['a'.repeat(256)], [`"${'a'.repeat(256)}"`], ['a\tb'], ['ä'], ['a\nb'], ['\x7f']])(
    'refuses %j and says where it stood',
    (header) => {
      expect(readIdempotencyKey(header)).toEqual({
        faults: [{ pointer: '/header/idempotency-key', detail: 'must have 1 to 255 printable characters' }],
      });
    },
  );

  it('knows a request without the header', () => {
    expect(readIdempotencyKey(undefined)).toEqual({ faults: [] });
  });
});

describe('withBodyKey', () => {
  const callerWith = (key?: string) => ({ requestId: 'r', ...(key && { idempotencyKey: key }) }) as Caller;

  it.each([
    ['header', 'one', undefined, 'one'],
    ['body', undefined, 'one', 'one'],
    ['header and body alike', 'one', 'one', 'one'],
    ['no place', undefined, undefined, undefined],
  ])('finds the key of a write in the %s', (_, header, body, key) => {
    const caller = withBodyKey(callerWith(header), body);
    expect({ requestId: caller.requestId, key: caller.idempotencyKey }).toEqual({ requestId: 'r', key });
  });

  it('leaves the caller of other requests alone', () => {
    const caller = callerWith();
    withBodyKey(caller, 'one');
    expect(caller.idempotencyKey).toBeUndefined();
  });

  it('refuses two keys that differ', () => {
    const attempt = () => withBodyKey(callerWith('one'), 'two');
    expect(attempt).toThrow(Failure);
    expect(attempt).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        facts: {
          errors: [
            { pointer: '/clientRequestToken', detail: 'must equal the Idempotency-Key header when both are sent' },
          ],
        },
      }),
    );
  });
});
