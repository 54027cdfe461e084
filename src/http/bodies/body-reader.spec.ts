import { describe, expect, it } from '@jest/globals';

import { giveBack, JoinedChunks } from './body-reader.js';

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

describe('JoinedChunks', () => {
  it('joins chunks without keeping them', () => {
    const chunks = [Buffer.alloc(65_536, 'a'), Buffer.alloc(1, 'b')];
    const joined = new JoinedChunks(65_537);
    for (const chunk of chunks) joined.take(chunk);
    giveBack(chunks);
    expect(joined.bytes.toString()).toBe(`${'a'.repeat(65_536)}b`);
  });

  it('frees its bytes when it is released', () => {
    const joined = new JoinedChunks(100_000);
    joined.take(Buffer.from('ab'));
    const { bytes } = joined;
    joined.release();
    expect([bytes.byteLength, bytes.buffer.byteLength]).toEqual([0, 0]);
  });
});
