import { describe, expect, it } from '@jest/globals';

import { giveBack } from './body-reader.js';

describe('giveBack', () => {
  it('frees the memory of chunks that do not share it', () => {
    const chunks = [Buffer.alloc(65_536, 'a'), Buffer.alloc(100_000, 'b')];
    giveBack(chunks);
    expect(chunks.map(({ byteLength }) => byteLength)).toEqual([0, 0]);
    expect(chunks.map(({ buffer }) => buffer.byteLength)).toEqual([0, 0]);
  });

  it('does not free chunks that share their memory with others', () => {
    const whole = Buffer.alloc(65_536, 'a');
    giveBack([whole.subarray(0, 1_000), Buffer.from('of the pool')]);
    expect(whole.byteLength).toBe(65_536);
    expect(Buffer.from('of the pool').toString()).toBe('of the pool');
  });

  it('can be called twice', () => {
    const chunks = [Buffer.alloc(65_536)];
    giveBack(chunks);
    expect(() => giveBack(chunks)).not.toThrow();
  });
});
