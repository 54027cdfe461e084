import { createSecretKey, randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { AuditChain, BEGINNING, type ChainHead, tornLine } from './audit-chain.js';
import { AuditFault, type AuditSummary, AuditVerifier, type KnownHead } from './audit-verifier.js';

const KEY = createSecretKey(randomBytes(32));
const OLD_KEY = createSecretKey(randomBytes(32));

interface Written {
  readonly lines: Buffer[];
  readonly head: ChainHead;
}

/** A chain as a service writes it, each line with its end. */
function written(bodies: readonly object[], after = BEGINNING, key = KEY): Written {
  const chain = new AuditChain([key], after);
  const lines = bodies.map((body, index) =>
    chain.seal(JSON.stringify({ at: `2026-01-01T00:00:0${index % 10}.000Z`, ...body })),
  );
  return { lines, head: chain.head };
}

const START = { event: 'start', chain: 'begins' };
const intent = (tenant: string): object => ({ event: 'intent', tenant });

interface Known {
  readonly head?: ChainHead;
  readonly heads?: readonly KnownHead[];
  readonly after?: ChainHead;
}

function verified(lines: readonly Buffer[], { head, after, heads = [] }: Known = {}): AuditSummary {
  const given = head === undefined ? [] : [{ ...head, name: 'the head given' }];
  const verifier = new AuditVerifier({ keys: [KEY, OLD_KEY], after, heads: [...given, ...heads] });
  const text = Buffer.concat(lines);
  let start = 0;
  for (let number = 1; start < text.length; number += 1) {
    const end = text.indexOf('\n', start);
    const isEnded = end >= 0;
    const bytes = text.subarray(start, isEnded ? end : text.length);
    verifier.check({ place: `line ${number}`, bytes, isEnded });
    start = isEnded ? end + 1 : text.length;
  }
  return verifier.finish();
}

function faultIn(lines: readonly Buffer[], options: Known = {}): string {
  try {
    verified(lines, options);
  } catch (error) {
    if (error instanceof AuditFault) return error.message;
    throw error;
  }
  return 'whole';
}

const bodies = fc
  .array(fc.record({ event: fc.constantFrom('intent', 'outcome', 'head'), tenant: fc.string() }), { minLength: 3 })
  .map((told) => [START, ...told]);

/** A chain, and numbers to choose a line and a byte of it with. */
const chosen = fc.record({ bodies, line: fc.nat(), byte: fc.nat(), other: fc.nat() });

describe('An unchanged chain', () => {
  it('is valid, and its head is the last line', () => {
    fc.assert(
      fc.property(bodies, (told) => {
        const { lines, head } = written(told);
        expect(verified(lines, { head })).toMatchObject({ head, torn: 0 });
      }),
    );
  });

  it('is summarized by its events', () => {
    const { lines, head } = written([START, intent('acme'), intent('beta')]);
    expect(verified(lines)).toEqual({
      events: new Map([
        ['start', 1],
        ['intent', 2],
      ]),
      torn: 0,
      firstAt: '2026-01-01T00:00:00.000Z',
      lastAt: '2026-01-01T00:00:02.000Z',
      lastEvent: 'intent',
      head,
      headsFound: 0,
    });
  });

  it('is valid across files, and from the middle on if the preceding head is given', () => {
    const first = written([START, intent('acme')]);
    const second = written([{ event: 'head' }, intent('beta')], first.head);
    expect(verified([...first.lines, ...second.lines]).head).toEqual(second.head);
    expect(verified(second.lines, { after: first.head }).head).toEqual(second.head);
    expect(faultIn(second.lines)).toBe('line 1 has seq 3 where 1 was expected: lines before it are missing or moved');
  });

  it('is valid across a change of the secret', () => {
    const old = written([START, intent('acme')], BEGINNING, OLD_KEY);
    const { lines, head } = written([{ event: 'start', chain: 'continues' }, intent('beta')], old.head);
    expect(verified([...old.lines, ...lines]).head).toEqual(head);
  });
});

describe('Any single', () => {
  const property = (
    touch: (lines: Buffer[], choice: { line: number; byte: number; other: number }) => Buffer[],
  ): void =>
    fc.assert(
      fc.property(chosen, ({ bodies: told, line, byte, other }) => {
        const { lines, head } = written(told);
        const touched = touch([...lines], { line: line % lines.length, byte, other: other % lines.length });
        fc.pre(!Buffer.concat(touched).equals(Buffer.concat(lines)));
        expect(faultIn(touched, { head })).not.toBe('whole');
      }),
      { numRuns: 100 },
    );

  it('removal of a line is found', () => {
    property((lines, { line }) => lines.toSpliced(line, 1));
  });

  it('change of a byte is found', () => {
    property((lines, { line, byte }) => {
      const changed = Buffer.from(lines[line]!);
      changed[byte % changed.length] = (changed[byte % changed.length]! + 1 + (byte % 255)) % 256;
      return lines.with(line, changed);
    });
  });

  it('swap of two lines is found', () => {
    property((lines, { line, other }) => lines.with(line, lines[other]!).with(other, lines[line]!));
  });

  it('repeated line is found', () => {
    property((lines, { line, other }) => lines.toSpliced(other, 0, lines[line]!));
  });

  it('line that was forged without the secret is found', () => {
    property((lines, { line }) => {
      const { seq, mac } = JSON.parse(lines[line]!.toString()) as ChainHead;
      const [forged] = written([intent('mallory')], { seq: seq - 1, mac }, createSecretKey(randomBytes(32))).lines;
      return lines.toSpliced(line, 0, forged!);
    });
  });

  it('truncation is found by a head that is known from elsewhere', () => {
    property((lines, { byte }) => {
      const text = Buffer.concat(lines);
      return [text.subarray(0, byte % text.length)];
    });
  });
});

describe('The fault names the first invalid line', () => {
  const { lines, head } = written([START, intent('a'), intent('b'), intent('c'), intent('d')]);

  it.each([
    ['removal', lines.toSpliced(2, 1), 'line 3 has seq 4 where 3 was expected: lines before it are missing or moved'],
    [
      'an inserted line',
      lines.toSpliced(3, 0, lines[1]!),
      'line 4 has seq 2 where 4 was expected: it was inserted or moved',
    ],
    [
      'change',
      lines.with(2, Buffer.from(lines[2]!.toString().replace('"tenant":"b"', '"tenant":"x"'))),
      'line 3 was changed, or signed with another secret',
    ],
    [
      'a line that is not an audit line',
      lines.toSpliced(2, 0, Buffer.from('hello\n')),
      'line 3 is torn or not an audit line',
    ],
    ['a cut last line', [...lines.slice(0, 4), lines[4]!.subarray(0, 30)], 'line 5 is torn or not an audit line'],
    ['a new chain', [...lines, ...written([START]).lines], 'line 6 begins a new chain where seq 6 was expected'],
    ['a missing end', lines.slice(0, 3), 'line 3 is the last one, seq 3: the head given, seq 5, is missing'],
    ['nothing', [], 'there are no lines'],
  ])('%s', (_name, touched, fault) => {
    expect(faultIn(touched, { head })).toBe(fault);
  });

  it('another head', () => {
    expect(faultIn(lines, { head: { ...head, mac: '0'.repeat(64) } })).toBe(
      'line 5 is not the head given: lines were cut off before it, or this is another audit',
    );
  });
});

describe('A torn line', () => {
  const before = written([START, intent('acme')]);
  const piece = before.lines[1]!.subarray(0, 40);
  const first = written([START]);
  const restarted = (torn: object): Buffer[] => {
    const { lines } = written([{ event: 'start', chain: 'continues', torn }, intent('beta')], first.head);
    return [...first.lines, piece, Buffer.from('\n'), ...lines];
  };

  it('that the next process reports is not a fault, and is counted', () => {
    expect(verified(restarted(tornLine(piece))).torn).toBe(1);
  });

  it('that the next process reports incorrectly is a fault', () => {
    expect(faultIn(restarted(tornLine(Buffer.from('else'))))).toBe('line 2 is torn or not an audit line');
  });

  /** Two files: the first one ends with a piece, the next begins with a line. */
  const renamed = (piece: Buffer, isEnded: boolean, next: Buffer): string => {
    const verifier = new AuditVerifier({ keys: [KEY] });
    const found = [first.lines[0]!.subarray(0, -1), piece, next.subarray(0, -1)];
    try {
      found.forEach((bytes, index) => verifier.check({ place: `${index}`, bytes, isEnded: index !== 1 || isEnded }));
      return `torn: ${verifier.finish().torn}`;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('at the end of a file after a full disk is accepted if the next file begins with the complete line', () => {
    const [line] = written([{ event: 'outcome', tenant: 'acme' }], first.head).lines;
    const [other] = written([{ event: 'outcome', tenant: 'beta' }], first.head).lines;
    for (const bytes of [1, 70, line!.length - 1]) {
      expect(renamed(line!.subarray(0, bytes), false, line!)).toBe('torn: 1');
    }
    expect(renamed(line!.subarray(0, -1), false, other!)).toBe('1 is torn or not an audit line');
    expect(renamed(line!.subarray(0, 70), true, line!)).toBe('1 is torn or not an audit line');
  });
});
