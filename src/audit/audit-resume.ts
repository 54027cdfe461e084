import { createHash } from 'node:crypto';

import { BEGINNING, type ChainHead, contentOf, follows, readSealed, type SealedLine } from './audit-chain.js';

/** The end of what stands in a file when it is opened. */
export interface Tail {
  /** The last two whole lines, without their ends; fewer where there are fewer. */
  readonly lines: readonly Buffer[];
  /** What stands behind the last whole line: a process that was killed has left its last line unfinished. */
  readonly rest: Buffer;
}

/** A piece of a line that was never finished. It stays where it is; the line after it tells of it. */
export interface TornLine {
  readonly bytes: number;
  readonly sha256: string;
}

/** How a chain goes on in a file. `begins-anew`: what stands there was not made with any of the present secrets. */
export interface Resumption {
  readonly chain: 'begins' | 'continues' | 'begins-anew';
  readonly follows: ChainHead;
  readonly torn?: TornLine;
}

export const NOTHING_THERE: Tail = { lines: [], rest: Buffer.alloc(0) };

/** Finds the line that the next one is to follow. */
export function resume({ lines, rest }: Tail, keys: readonly Buffer[]): Resumption {
  if (lines.length === 0 && rest.length === 0) return { chain: 'begins', follows: BEGINNING };
  // All but the line's end may have been written.
  const whole = rest.length === 0 ? undefined : headOf([...lines.slice(-1), rest], keys);
  if (whole !== undefined) return { chain: 'continues', follows: whole };
  const head = lines.length === 0 ? BEGINNING : headOf(lines, keys);
  return {
    chain: head === undefined ? 'begins-anew' : head.seq === 0 ? 'begins' : 'continues',
    follows: head ?? BEGINNING,
    ...(rest.length > 0 && { torn: tornLine(rest) }),
  };
}

export function tornLine(piece: Buffer): TornLine {
  return { bytes: piece.length, sha256: createHash('sha256').update(piece).digest('hex') };
}

/** The last line's place in its chain; undefined when its MAC is not good. */
function headOf(lines: readonly Buffer[], keys: readonly Buffer[]): ChainHead | undefined {
  const [last, before] = lines.toReversed().map(readSealed);
  if (last === undefined) return undefined;
  const isGood = [before?.mac, followedBy(last), ''].some((mac) => mac !== undefined && follows(last, mac, keys));
  return isGood ? { seq: Number(contentOf(last)['seq']), mac: last.mac } : undefined;
}

/** Lines that begin a file say what they follow, so that they can be checked alone. */
function followedBy(line: SealedLine): string | undefined {
  try {
    const mac: unknown = (contentOf(line)['follows'] as Partial<ChainHead> | undefined)?.mac;
    return typeof mac === 'string' ? mac : undefined;
  } catch {
    return undefined;
  }
}
