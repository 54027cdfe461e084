import { createSecretKey, randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { AuditChain, BEGINNING, type ChainHead, EMPTY_TAIL, resume, tornLine } from './audit-chain.js';

const KEYS = [randomBytes(32), randomBytes(32)].map((bytes) => createSecretKey(bytes));
const NO_REST = Buffer.alloc(0);

/** The last lines of a chain of `count`, without their ends, and where it ends. */
function chainOf(count: number, keys = KEYS): { lines: Buffer[]; head: ChainHead } {
  const chain = new AuditChain(keys, BEGINNING);
  const lines = Array.from({ length: count }, () => chain.seal('{"event":"intent"}').subarray(0, -1));
  return { lines: lines.slice(-2), head: chain.head };
}

describe('a chain', () => {
  it('begins in an empty file', () => {
    expect(resume(EMPTY_TAIL, KEYS)).toEqual({ chain: 'begins', follows: BEGINNING });
  });

  it.each([1, 2, 7])('continues after the last of %i lines', (count) => {
    const { lines, head } = chainOf(count);
    expect(resume({ lines, rest: NO_REST }, KEYS)).toEqual({ chain: 'continues', follows: head });
  });

  it('continues after a change of the secret', () => {
    const { lines, head } = chainOf(3, [KEYS[1]!]);
    expect(resume({ lines, rest: NO_REST }, KEYS)).toEqual({ chain: 'continues', follows: head });
  });

  it('continues after the only line of a file, which names its predecessor', () => {
    const chain = new AuditChain(KEYS, { seq: 9, mac: 'a'.repeat(64) });
    const line = chain.seal(JSON.stringify({ event: 'head', follows: chain.head })).subarray(0, -1);
    expect(resume({ lines: [line], rest: NO_REST }, KEYS)).toEqual({ chain: 'continues', follows: chain.head });
  });

  it('continues after the last complete line and reports the torn one', () => {
    const { lines, head } = chainOf(3);
    const rest = Buffer.from('{"v":1,"seq":4,"at":"20');
    expect(resume({ lines, rest }, KEYS)).toEqual({ chain: 'continues', follows: head, torn: tornLine(rest) });
  });

  it('continues after a last line that lacks only its line break', () => {
    const { lines, head } = chainOf(3);
    const rest = chainOf(3).lines[1]!;
    expect(resume({ lines: [lines[0]!], rest }, KEYS)).toEqual({ chain: 'continues', follows: head });
    expect(resume({ lines: [], rest: chainOf(1).lines[0]! }, KEYS)).toMatchObject({ chain: 'continues' });
  });

  it('begins in a file that contains only a torn line', () => {
    const rest = Buffer.from('{"v":1,');
    expect(resume({ lines: [], rest }, KEYS)).toEqual({ chain: 'begins', follows: BEGINNING, torn: tornLine(rest) });
  });

  it.each([
    ['signed with an unknown secret', chainOf(3, [createSecretKey(randomBytes(32))]).lines],
    ['changed', [chainOf(2).lines[0]!, Buffer.from(chainOf(2).lines[1]!.toString().replace('intent', 'refuse'))]],
    ['not audit lines', [Buffer.from('hello'), Buffer.from('world')]],
    ['lines with an invalid predecessor', [Buffer.from(`{"follows":{"mac":7},"mac":"${'0'.repeat(64)}"}`)]],
  ])('begins anew if the last lines are %s', (_name, lines) => {
    expect(resume({ lines, rest: NO_REST }, KEYS)).toEqual({ chain: 'begins-anew', follows: BEGINNING });
  });
});
