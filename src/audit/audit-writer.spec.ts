import { createSecretKey, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

import { beforeEach, describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../test/harness/fake-clock.js';
import { ChainWriter } from './audit-chain-writer.js';
import { AuditChain, BEGINNING, type ChainHead, EMPTY_TAIL, type Tail } from './audit-chain.js';
import type { AuditDestination } from './audit-file.js';
import { AuditLocked } from './audit-lock.js';
import { AuditVerifier } from './audit-verifier.js';
import { AuditWriter } from './audit-writer.js';

const KEYS = [createSecretKey(randomBytes(32))];
const RUN = { run: 'run-1', host: 'host-1', pid: 7 };

interface Line extends ChainHead {
  readonly event: string;
  readonly n?: number;
  readonly follows?: ChainHead;
}

/** Keeps lines in memory, and fails or hangs when it is told to. */
class Shelf implements AuditDestination {
  readonly writes: string[][] = [];
  fault: string | undefined;
  openFault: string | undefined;
  locked = false;
  space = true;
  tail: Tail | undefined = EMPTY_TAIL;
  hung: Promise<void> | undefined;
  closed = false;
  private kept: Buffer[] = [];

  open(): Promise<Tail | undefined> {
    const { tail, openFault, locked } = this;
    if (locked) return Promise.reject(new AuditLocked('the shelf is written by another process: pid 8'));
    if (openFault !== undefined) return Promise.reject(Object.assign(new Error(), { code: openFault }));
    this.tail = undefined;
    return Promise.resolve(tail);
  }

  hasSpace(): Promise<boolean> {
    return Promise.resolve(this.space);
  }

  async write(lines: readonly Buffer[]): Promise<void> {
    this.kept.push(...lines);
    if (this.kept.length === 0) return;
    await this.hung;
    if (this.fault !== undefined) throw Object.assign(new Error(), { code: this.fault });
    this.writes.push(this.kept.map(String));
    this.kept = [];
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  get lines(): Line[] {
    return this.writes.flat().map((line) => JSON.parse(line) as Line);
  }

  get events(): string[] {
    return this.lines.map(({ event, n }) => (n === undefined ? event : `${event} ${n}`));
  }

  /** @throws AuditFault when the chain is not whole. */
  verify(): void {
    const verifier = new AuditVerifier({ keys: KEYS });
    for (const line of this.writes.flat())
      verifier.check({ place: line, bytes: Buffer.from(line.slice(0, -1)), isEnded: true });
    verifier.finish();
  }
}

let clock: FakeClock;
let shelf: Shelf;
let writer: AuditWriter;
let reports: string[];

beforeEach(() => {
  clock = new FakeClock();
  shelf = new Shelf();
  reports = [];
  writer = new AuditWriter(clock, new ChainWriter(shelf, KEYS, RUN), {
    added: () => undefined,
    head: ({ seq, mac }) => reports.push(`head ${seq}:${mac}`),
    waiting: (message) => reports.push(`waiting: ${message}`),
    spaceLow: (isLow) => reports.push(isLow ? 'space low' : 'space again'),
    failing: (code) => reports.push(`failing ${code}`),
    recovered: () => reports.push('recovered'),
  });
});

const intent = (n: number): Promise<boolean> => writer.put('intent', { n }, false);
const outcome = (n: number): Promise<boolean> => writer.put('outcome', { n }, true);

describe('lines', () => {
  beforeEach(() => writer.start());

  it('follow the first line of the process', async () => {
    await intent(1);
    expect(shelf.lines[0]).toMatchObject({ v: 1, seq: 1, event: 'start', chain: 'begins', ...RUN });
    expect(shelf.lines[1]).toMatchObject({ v: 1, seq: 2, event: 'intent', n: 1 });
    shelf.verify();
  });

  it('that are queued together are written together and in order, before any of them is reported as written', async () => {
    const told = await Promise.all([1, 2, 3].map(intent));
    expect([told, shelf.writes.map(({ length }) => length)]).toEqual([
      [true, true, true],
      [1, 3],
    ]);
    expect(shelf.events).toEqual(['start', 'intent 1', 'intent 2', 'intent 3']);
  });

  it('that are queued during a write are written together by the next one', async () => {
    const first = intent(1);
    await setImmediate();
    await Promise.all([first, intent(2), outcome(3)]);
    expect(shelf.events).toEqual(['start', 'intent 1', 'intent 2', 'outcome 3']);
    shelf.verify();
  });

  it('that are queued just as a write ends are written too', async () => {
    const told = intent(1)
      .then(() => outcome(2))
      .then(() => outcome(3));
    expect(await told).toBe(true);
    expect(shelf.events).toEqual(['start', 'intent 1', 'outcome 2', 'outcome 3']);
  });

  it('have the time at which they were queued', async () => {
    const at = new Date(clock.wallMs()).toISOString();
    const put = intent(1);
    await clock.advance(1_000);
    await put;
    expect(shelf.lines[1]).toMatchObject({ at });
  });

  it('are rejected when 8 MiB are waiting, except outcomes, which are accepted up to 16 MiB', async () => {
    let letGo = (): void => undefined;
    shelf.hung = new Promise((resolve) => (letGo = resolve));
    const megabyte = 'x'.repeat(1024 * 1024);
    const put = (keep: boolean): Promise<boolean> => writer.put(keep ? 'outcome' : 'intent', { megabyte }, keep);
    const first = put(false);
    await setImmediate();
    const waiting = Array.from({ length: 8 }, () => put(false));
    expect(writer.accepts()).toBe(false);
    expect(await put(false)).toBe(false);
    const kept = Array.from({ length: 7 }, () => put(true));
    expect(await put(true)).toBe(false);
    letGo();
    expect(await Promise.all([first, ...waiting, ...kept])).toEqual(Array(16).fill(true));
    await clock.advance(60_000);
    expect(shelf.lines.at(-1)).toMatchObject({ event: 'head', lost: 2 });
  });
});

describe('a tenant that fills the queue', () => {
  const line = { text: 'x'.repeat(100_000) };
  let letGo: () => void;

  beforeEach(async () => {
    await writer.start();
    shelf.hung = new Promise((resolve) => (letGo = resolve));
    void intent(0);
    await setImmediate();
  });

  /** Puts lines until one is refused at once. */
  async function fill(tenant: string, keep: boolean): Promise<void> {
    for (let count = 0; count < 1_000; count += 1) {
      const isWritten = writer.put(keep ? 'outcome' : 'intent', line, keep, tenant);
      if ((await Promise.race([isWritten, setImmediate('waits')])) === false) return;
    }
    throw new Error('no line was refused');
  }

  it('leaves room for the writes of others', async () => {
    await fill('acme', false);
    expect([writer.accepts('acme'), writer.accepts('beta')]).toEqual([false, true]);
    await fill('beta', false);
    expect(writer.accepts('gamma')).toBe(true);
    letGo();
  });

  it('leaves room for the outcomes of others', async () => {
    await fill('acme', true);
    const kept = writer.put('outcome', { ...line, n: 1 }, true, 'beta');
    letGo();
    expect(await kept).toBe(true);
  });
});

describe('while the disk is nearly full', () => {
  beforeEach(async () => {
    shelf.space = false;
    await writer.start();
  });

  it('only optional lines are rejected', async () => {
    expect([writer.accepts(), writer.acceptsOptional()]).toEqual([true, false]);
    expect(await Promise.all([intent(1), outcome(2)])).toEqual([true, true]);
    expect(reports.filter((report) => report.startsWith('space'))).toEqual(['space low']);
  });

  it('free space is checked each minute, even if nothing is written', async () => {
    shelf.space = true;
    await clock.advance(60_000);
    expect(writer.acceptsOptional()).toBe(true);
    expect(reports.filter((report) => report.startsWith('space'))).toEqual(['space low', 'space again']);
  });
});

describe('the head', () => {
  beforeEach(() => writer.start());

  it('is written each minute, even without other lines, and reported to the observer', async () => {
    await intent(1);
    await clock.advance(180_000);
    expect(shelf.events).toEqual(['start', 'intent 1', 'head', 'head', 'head']);
    const { seq, mac, follows } = shelf.lines.at(-1)!;
    expect(reports.at(-1)).toBe(`head ${seq}:${mac}`);
    expect(follows).toEqual({ seq: 4, mac: shelf.lines[3]!.mac });
    expect(reports).toHaveLength(4);
    shelf.verify();
  });

  it('is the first line of a file after a rotation', async () => {
    shelf.tail = EMPTY_TAIL;
    await intent(1);
    expect(shelf.events).toEqual(['start', 'head', 'intent 1']);
    shelf.verify();
  });
});

describe('when lines cannot be written', () => {
  beforeEach(async () => {
    await writer.start();
    shelf.fault = 'ENOSPC';
    reports.length = 0;
    expect(await Promise.all([intent(1), outcome(2)])).toEqual([false, false]);
  });

  it('only outcomes are accepted, and no caller waits', async () => {
    expect(writer.accepts()).toBe(false);
    expect(await Promise.all([intent(3), outcome(4)])).toEqual([false, false]);
    expect(reports).toEqual(['failing ENOSPC']);
  });

  it('all lines are written in order within a second once that is possible', async () => {
    void outcome(4);
    await clock.advance(5_000);
    expect(shelf.events).toEqual(['start']);
    shelf.fault = undefined;
    await clock.advance(1_000);
    expect(shelf.events).toEqual(['start', 'intent 1', 'outcome 2', 'head', 'outcome 4']);
    expect(writer.accepts()).toBe(true);
    expect(reports.slice(0, 2)).toEqual(['failing ENOSPC', 'recovered']);
    expect(await intent(5)).toBe(true);
    shelf.verify();
  });

  it('the number of dropped lines is reported afterwards', async () => {
    await Promise.all([intent(3), intent(4)]);
    shelf.fault = undefined;
    await clock.advance(1_000);
    expect(shelf.lines.at(-1)).toMatchObject({ event: 'head', lost: 2 });
  });

  it('a destination that cannot be opened is retried', async () => {
    shelf.fault = undefined;
    shelf.openFault = 'ENOENT';
    await clock.advance(5_000);
    shelf.openFault = undefined;
    await clock.advance(1_000);
    expect(shelf.events).toEqual(['start', 'intent 1', 'outcome 2', 'head']);
    shelf.verify();
  });

  it('hours of failures leave nothing behind but the waiting lines', async () => {
    await clock.advance(3_600_000);
    shelf.fault = undefined;
    await clock.advance(1_000);
    expect(shelf.events).toEqual(['start', 'intent 1', 'outcome 2', 'head']);
    expect(clock.pending).toBe(1);
  });
});

describe('a write that hangs', () => {
  it('fails after three seconds, but its lines count as written when it ends later', async () => {
    await writer.start();
    let letGo = (): void => undefined;
    shelf.hung = new Promise((resolve) => (letGo = resolve));
    const first = intent(1);
    await clock.advance(2_999);
    const second = intent(2);
    await clock.advance(1);
    expect(await Promise.all([first, second])).toEqual([false, false]);
    expect([writer.accepts(), reports.slice(1)]).toEqual([false, ['failing ETIMEDOUT']]);
    letGo();
    await clock.advance(0);
    expect([writer.accepts(), shelf.events]).toEqual([true, ['start', 'intent 1', 'intent 2']]);
    shelf.verify();
  });
});

describe('a start', () => {
  it('continues the existing chain', async () => {
    const chain = new AuditChain(KEYS, BEGINNING);
    const line = chain.seal('{"event":"start"}').subarray(0, -1);
    shelf.tail = { lines: [line], rest: Buffer.alloc(0) };
    await writer.start();
    expect(shelf.lines).toEqual([expect.objectContaining({ seq: 2, chain: 'continues', follows: chain.head })]);
  });

  it('that cannot write retries, and then begins the chain', async () => {
    shelf.fault = 'EACCES';
    await writer.start();
    expect(writer.accepts()).toBe(false);
    shelf.fault = undefined;
    await clock.advance(1_000);
    expect([writer.accepts(), shelf.events]).toEqual([true, ['start', 'head']]);
    shelf.verify();
  });
});

describe('a start while another process writes the audit', () => {
  it('waits up to ten seconds for it to end, without writing anything', async () => {
    shelf.locked = true;
    const started = writer.start();
    await clock.advance(9_000);
    expect([shelf.writes, reports]).toEqual([[], [expect.stringMatching(/^waiting: .*pid 8/)]]);
    shelf.locked = false;
    await clock.advance(1_000);
    await started;
    expect(shelf.events).toEqual(['start']);
    expect(await intent(1)).toBe(true);
  });

  it('fails after ten seconds and names the other process', async () => {
    shelf.locked = true;
    const failed = expect(writer.start()).rejects.toThrow('the shelf is written by another process: pid 8');
    await clock.advance(10_250);
    await failed;
    expect([shelf.writes, clock.pending]).toEqual([[], 0]);
  });
});

describe('a stop', () => {
  it('writes the last line, reports it to the observer, and leaves no line waiting', async () => {
    await writer.start();
    void intent(1);
    await writer.stop({ underWay: 1 });
    expect(shelf.events).toEqual(['start', 'intent 1', 'stop']);
    expect(reports.slice(1)).toEqual([`head 3:${shelf.lines[2]!.mac}`]);
    expect([shelf.closed, clock.pending]).toEqual([true, 0]);
    expect(await Promise.all([intent(2), outcome(3)])).toEqual([false, false]);
  });

  it('retries once the lines that could not be written', async () => {
    await writer.start();
    shelf.fault = 'EIO';
    await intent(1);
    shelf.fault = undefined;
    await writer.stop({});
    expect(shelf.events).toEqual(['start', 'intent 1', 'stop']);
  });

  it('does not wait forever for a hanging write', async () => {
    await writer.start();
    shelf.hung = new Promise(() => undefined);
    void intent(1);
    const stopped = writer.stop({});
    await clock.advance(3_000);
    await stopped;
    expect(shelf.events).toEqual(['start']);
  });
});
