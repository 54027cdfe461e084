import { createHash } from 'node:crypto';

import { BEGINNING, type ChainHead, contentOf, follows, readSealed, type SealedLine } from './audit-chain.js';

/** The end of a file when it is opened. */
export interface Tail {
  /** The last two complete lines without line breaks, or fewer if the file has fewer. */
  readonly lines: readonly Buffer[];
  /** Bytes after the last complete line, left by a process that was killed during a write. */
  readonly rest: Buffer;
}

/** An incomplete line. It stays in the file, and the next line reports it. */
export interface TornLine {
  readonly bytes: number;
  readonly sha256: string;
}

/** How a chain continues in a file. `begins-anew`: the last line was not signed with any of the current secrets. */
export interface Resumption {
  readonly chain: 'begins' | 'continues' | 'begins-anew';
  readonly follows: ChainHead;
  readonly torn?: TornLine;
}

export const EMPTY_TAIL: Tail = { lines: [], rest: Buffer.alloc(0) };

/** Finds the predecessor of the next line. */
export function resume({ lines, rest }: Tail, keys: readonly Buffer[]): Resumption {
  if (lines.length === 0 && rest.length === 0) return { chain: 'begins', follows: BEGINNING };
  // The incomplete line may lack only its line break.
  const restHead = rest.length === 0 ? undefined : headOf([...lines.slice(-1), rest], keys);
  if (restHead !== undefined) return { chain: 'continues', follows: restHead };
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

/** Returns the head of the chain; undefined if the last line's MAC is invalid. */
function headOf(lines: readonly Buffer[], keys: readonly Buffer[]): ChainHead | undefined {
  const [last, before] = lines.toReversed().map(readSealed);
  if (last === undefined) return undefined;
  const isValid = [before?.mac, followedBy(last), ''].some((mac) => mac !== undefined && follows(last, mac, keys));
  return isValid ? { seq: Number(contentOf(last)['seq']), mac: last.mac } : undefined;
}

/** The first line of a file names its predecessor, so that it can be verified alone. */
function followedBy(line: SealedLine): string | undefined {
  try {
    const mac: unknown = (contentOf(line)['follows'] as Partial<ChainHead> | undefined)?.mac;
    return typeof mac === 'string' ? mac : undefined;
  } catch {
    return undefined;
  }
}
