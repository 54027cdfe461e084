import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../test/harness/fake-clock.js';
import { type AttemptResult, Breaker } from './breaker.js';

function breakerOf(random = 0) {
  const clock = new FakeClock(0);
  return { clock, breaker: new Breaker(clock, () => random) };
}

function end(breaker: Breaker, results: readonly AttemptResult[]): void {
  for (const result of results) {
    breaker.begin();
    breaker.end(result);
  }
}

const times = (count: number, result: AttemptResult): AttemptResult[] => Array<AttemptResult>(count).fill(result);

describe('Breaker', () => {
  it('opens when half of twenty attempts failed, and not before there were twenty', () => {
    const { breaker } = breakerOf();
    end(breaker, [...times(9, 'failed'), ...times(10, 'answered')]);
    expect(breaker.state).toBe('closed');
    end(breaker, times(1, 'failed'));
    expect(breaker.state).toBe('open');
  });

  it('stays closed while fewer than half fail', () => {
    const { breaker } = breakerOf();
    for (let round = 0; round < 20; round += 1) end(breaker, [...times(3, 'answered'), ...times(2, 'failed')]);
    expect(breaker.state).toBe('closed');
  });

  it('forgets what is older than ten seconds', async () => {
    const { clock, breaker } = breakerOf();
    end(breaker, times(19, 'failed'));
    await clock.advance(10_000);
    end(breaker, times(1, 'failed'));
    expect(breaker.state).toBe('closed');
  });

  it('opens at the fifth connection in a row that is refused', () => {
    const { breaker } = breakerOf();
    end(breaker, [...times(4, 'refused'), 'answered', ...times(4, 'refused')]);
    expect(breaker.state).toBe('closed');
    end(breaker, times(1, 'refused'));
    expect(breaker.state).toBe('open');
  });

  it.each([
    [0, 2_000],
    [0.5, 3_000],
    [0.999_999, 4_000],
  ])('lets nothing through for two to four seconds (random %d: %d ms)', async (random, openMs) => {
    const { clock, breaker } = breakerOf(random);
    end(breaker, times(5, 'refused'));
    expect(Math.round(breaker.closedForMs)).toBe(openMs);
    await clock.advance(openMs);
    expect([breaker.state, breaker.closedForMs]).toEqual(['half-open', 0]);
  });

  it('then lets one attempt a second through', async () => {
    const { clock, breaker } = breakerOf();
    end(breaker, times(5, 'refused'));
    await clock.advance(2_000);
    breaker.begin();
    expect(breaker.closedForMs).toBe(1_000);
    await clock.advance(1_000);
    expect(breaker.closedForMs).toBe(0);
  });

  it('closes when one is answered, and begins to count anew', async () => {
    const { clock, breaker } = breakerOf();
    end(breaker, times(20, 'failed'));
    await clock.advance(2_000);
    end(breaker, ['answered']);
    expect(breaker.state).toBe('closed');
    end(breaker, times(19, 'failed'));
    expect(breaker.state).toBe('closed');
  });

  it('opens again when one fails', async () => {
    const { clock, breaker } = breakerOf();
    end(breaker, times(5, 'refused'));
    await clock.advance(2_000);
    end(breaker, ['failed']);
    expect([breaker.state, breaker.closedForMs]).toEqual(['open', 2_000]);
  });

  it('is not moved by what was under way when it opened', () => {
    const { clock, breaker } = breakerOf();
    end(breaker, times(5, 'refused'));
    const { closedForMs } = breaker;
    breaker.end('answered');
    breaker.end('failed');
    expect([clock.monotonicMs(), breaker.state, breaker.closedForMs]).toEqual([0, 'open', closedForMs]);
  });
});
