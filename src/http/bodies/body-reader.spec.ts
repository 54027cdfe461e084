import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { giveBack, JoinedChunks, receiveBody } from './body-reader.js';
import { SMALL_BODY } from './body-rules.js';

describe('receiveBody', () => {
  it('ends at once, and leaves no timer, if the client has left before', async () => {
    const [clock, body] = [new FakeClock(), new PassThrough()];
    body.destroy();
    await once(body, 'close');
    const bounds = { ...SMALL_BODY, tooLarge: 'body-too-large' as const };
    const received = receiveBody(body, clock, bounds, () => undefined).then(
      () => 'all',
      (thrown: unknown) => (thrown as Error).name,
    );
    await setImmediate();
    const timers = clock.pending;
    await clock.advance(SMALL_BODY.pace.mostMs);
    expect([timers, await received]).toEqual([0, 'CallerLeft']);
  });
});

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
