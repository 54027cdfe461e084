import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { BREAKER_RECOVERY } from './breaker.js';
import { type AttemptEvidence, Breakers } from './breakers.js';
import type { Destination } from './retry-budget.js';

const READ = { endpoint: 'eu-west-1', region: 'eu-west-1', account: 'acme', operation: 'ListFaces' };

let clock: FakeClock;

function breakers(): Breakers {
  clock = new FakeClock(0);
  return new Breakers(clock, () => 0);
}

const by = (account: string, settings: Partial<Destination> = {}): Destination => ({ ...READ, account, ...settings });

function attempt(all: Breakers, to: Destination, count: number, evidence: AttemptEvidence): void {
  for (let n = 0; n < count; n += 1) if (all.of(to).closedForMs === 0) all.of(to).begin()(evidence);
}

describe('Breakers', () => {
  it("isolate an account's failing operation from its other operations and from other accounts", () => {
    const all = breakers();
    attempt(all, by('acme'), 50, 'failed');
    expect(all.of(by('acme')).closedForMs).toBe(2_000);
    const others = [by('other'), by('acme', { operation: 'ListUsers' }), by('acme', { region: 'eu-central-1' })];
    expect(others.map((to) => all.of(to).closedForMs)).toEqual([0, 0, 0]);
  });

  it('open for all accounts when an operation fails for three accounts, but not for two', () => {
    const all = breakers();
    for (const account of ['a', 'b']) attempt(all, by(account), 30, 'failed');
    expect(all.of(by('healthy')).closedForMs).toBe(0);
    attempt(all, by('c'), 1, 'failed');
    expect(['a', 'b', 'c', 'healthy', 'new'].map((account) => all.of(by(account)).closedForMs)).toEqual(
      Array(5).fill(2_000),
    );
    expect(all.of(by('healthy', { operation: 'ListUsers' })).closedForMs).toBe(0);
    expect(all.of(by('healthy', { region: 'eu-central-1' })).closedForMs).toBe(0);
  });

  it('do not open for all accounts with fewer than twenty attempts', () => {
    const all = breakers();
    for (const account of ['a', 'b', 'c']) attempt(all, by(account), 6, 'failed');
    attempt(all, by('c'), 1, 'failed');
    expect(all.of(by('healthy')).closedForMs).toBe(0);
    attempt(all, by('c'), 1, 'failed');
    expect(all.of(by('healthy')).closedForMs).toBe(2_000);
  });

  it('do not open for all accounts while most accounts succeed, however many calls the failing ones make', () => {
    const all = breakers();
    for (const account of ['w', 'x', 'y', 'z']) attempt(all, by(account), 2, 'answered');
    for (const account of ['a', 'b', 'c']) attempt(all, by(account), 100, 'failed');
    expect(all.of(by('w')).closedForMs).toBe(0);
  });

  it('let an account recover by its own probe while others keep failing', async () => {
    const all = breakers();
    for (const account of ['a', 'b', 'c']) attempt(all, by(account), 10, 'failed');
    attempt(all, by('healthy'), 1, 'answered');
    expect(all.of(by('healthy')).closedForMs).toBe(2_000);
    for (let second = 0; second < 60; second += 1) {
      await clock.advance(1_000);
      for (const account of ['a', 'b', 'c']) attempt(all, by(account), 100, 'failed');
      if (second < 2) continue;
      expect([second, all.of(by('healthy')).closedForMs]).toEqual([second, 0]);
      attempt(all, by('healthy'), 1, 'answered');
    }
  });

  it('keep no new account back for one account that goes on failing after the others came back', async () => {
    const all = breakers();
    for (const account of ['a', 'b', 'c']) attempt(all, by(account), 10, 'failed');
    const waits: number[] = [];
    for (let second = 0; second < 60; second += 1) {
      await clock.advance(1_000);
      attempt(all, by('c'), 1, 'failed');
      waits.push(all.of(by(`new in second ${String(second)}`)).closedForMs);
    }
    expect(waits[0]).toBeGreaterThan(0);
    expect(waits.slice(14)).toEqual(Array(46).fill(0));
  });

  it('keep new accounts back as long as an operation fails for three accounts', async () => {
    const all = breakers();
    const waits: number[] = [];
    for (let second = 0; second < 60; second += 1) {
      for (const account of ['a', 'b', 'c']) attempt(all, by(account), 10, 'failed');
      waits.push(all.of(by(`new in second ${String(second)}`)).closedForMs);
      await clock.advance(1_000);
    }
    expect(waits.filter((waitMs) => waitMs > 0).length).toBeGreaterThan(30);
  });

  it('open for a whole endpoint at the fifth connection in a row that could not be made, and for errors never', () => {
    const all = breakers();
    const elsewhere = by('acme', { operation: 'ListUsers' });
    attempt(all, elsewhere, 40, 'failed');
    attempt(all, by('a'), 4, 'refused');
    expect(all.of(by('b')).closedForMs).toBe(0);
    attempt(all, by('c', { operation: 'ListUsers' }), 1, 'refused');
    expect(all.of(by('b')).closedForMs).toBe(2_000);
    expect(all.of(by('b', { endpoint: 'eu-central-1', region: 'eu-central-1' })).closedForMs).toBe(0);
  });

  it('ignore attempts whose result is unknown', () => {
    const all = breakers();
    attempt(all, by('a'), 1_000, 'unknown');
    expect([all.of(by('a')).closedForMs, [...all.readings()]]).toEqual([
      0,
      [{ endpoint: 'eu-west-1', state: 'closed' }],
    ]);
  });

  it('report every endpoint, and other breakers that are not closed', () => {
    const all = breakers();
    attempt(all, by('a'), 20, 'failed');
    attempt(all, by('b'), 1, 'answered');
    expect([...all.readings()]).toEqual([
      { endpoint: 'eu-west-1', operation: 'ListFaces', account: 'a', state: 'open' },
      { endpoint: 'eu-west-1', state: 'closed' },
    ]);
  });
});

const accounts = ['a', 'b', 'c', 'd', 'e'];
const evidence = fc.constantFrom<AttemptEvidence>('answered', 'failed', 'failed', 'failed', 'refused', 'unknown');

function steps(of: readonly string[], what: fc.Arbitrary<AttemptEvidence> = evidence) {
  const bursts = fc.record({ account: fc.constantFrom(...of), evidence: what, count: fc.integer({ min: 1, max: 40 }) });
  return fc.array(fc.oneof(bursts, fc.record({ waitMs: fc.integer({ min: 0, max: 6_000 }) })), { maxLength: 40 });
}

type Step = (ReturnType<typeof steps> extends fc.Arbitrary<infer T> ? T : never)[number];

async function take(all: Breakers, step: Step): Promise<void> {
  if ('waitMs' in step) await clock.advance(step.waitMs);
  else attempt(all, by(step.account), step.count, step.evidence);
}

describe('Breakers in any state', () => {
  it('let every account call again within 4 s once the fault is gone, and permanently after one response', async () => {
    await fc.assert(
      fc.asyncProperty(steps(accounts), async (before) => {
        const all = breakers();
        for (const step of before) await take(all, step);
        const goneAtMs = clock.monotonicMs();
        for (const account of [...accounts, 'new']) {
          // Accounts share the probes of a broken endpoint, one a second, until the first is answered.
          await clock.advance(all.of(by(account)).closedForMs);
          expect(clock.monotonicMs() - goneAtMs).toBeLessThanOrEqual(BREAKER_RECOVERY.probeMs);
          attempt(all, by(account), 1, 'answered');
          attempt(all, by(account), 1, 'answered');
          expect(all.of(by(account)).closedForMs).toBe(0);
        }
      }),
    );
  });

  it('never block an account because of the calls of two others', async () => {
    const ofOthers = steps(['a', 'b'], fc.constantFrom<AttemptEvidence>('answered', 'failed', 'failed', 'unknown'));
    await fc.assert(
      fc.asyncProperty(ofOthers, fc.boolean(), async (before, alsoCalls) => {
        const all = breakers();
        for (const step of before) {
          await take(all, step);
          if (alsoCalls) attempt(all, by('c'), 1, 'answered');
          expect(all.of(by('c')).closedForMs).toBe(0);
        }
      }),
    );
  });
});
