import { createHash, createHmac, type KeyObject } from 'node:crypto';

import { AUDIT_VERSION } from './audit-line.js';

/** Identifies a line of a chain: its number and its MAC in hex. Written `SEQ:MAC`. */
export interface ChainHead {
  readonly seq: number;
  readonly mac: string;
}

/** The predecessor of the first line. */
export const BEGINNING: ChainHead = { seq: 0, mac: '' };

const MAC_MEMBER = /^,"mac":"([0-9a-f]{64})"\}$/;
const MAC_MEMBER_BYTES = ',"mac":"'.length + 64 + '"}'.length;

/**
 * Numbers lines and links each to the one before it: a line's MAC is the HMAC-SHA-256 of the previous MAC and the
 * line's bytes without its `mac`. Without the key, no line can be removed, changed, added or moved unnoticed.
 */
export class AuditChain {
  private readonly key: KeyObject;

  constructor(
    [key]: readonly KeyObject[],
    public head: ChainHead,
  ) {
    if (key === undefined) throw new TypeError('a chain needs a key');
    this.key = key;
  }

  /** @param body a JSON object, to which version, number and MAC are added. @returns the line with its line break. */
  seal(body: string): Buffer {
    const seq = this.head.seq + 1;
    const text = `{"v":${AUDIT_VERSION},"seq":${seq},${body.slice(1)}`;
    const mac = macOf(this.key, this.head.mac, Buffer.from(text.slice(0, -1)));
    this.head = { seq, mac };
    return Buffer.from(`${text.slice(0, -1)},"mac":"${mac}"}\n`);
  }
}

export interface SealedLine {
  readonly content: Buffer;
  readonly mac: string;
}

/** @param line without its line break. */
export function readSealed(line: Buffer): SealedLine | undefined {
  const member = line.subarray(-MAC_MEMBER_BYTES).toString('latin1');
  const mac = MAC_MEMBER.exec(member)?.[1];
  return mac === undefined ? undefined : { content: line.subarray(0, -MAC_MEMBER_BYTES), mac };
}

/** Whether the line was signed with one of the keys as the successor of a line with this MAC. */
export function follows({ content, mac }: SealedLine, previousMac: string, keys: readonly KeyObject[]): boolean {
  return keys.some((key) => macOf(key, previousMac, content) === mac);
}

/** Returns {} if the line is not JSON. A line with a valid MAC always is. */
export function contentOf({ content }: SealedLine): Record<string, unknown> {
  try {
    return JSON.parse(`${content.toString()}}`) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Returns the number of a line, or undefined if it is not an audit line. */
export function seqOf(line: SealedLine): number | undefined {
  const { seq } = contentOf(line);
  return typeof seq === 'number' ? seq : undefined;
}

/** Computed over the bytes in the file, so that another encoding of the same JSON is not accepted. */
function macOf(key: KeyObject, previousMac: string, content: Buffer): string {
  return createHmac('sha256', key).update(previousMac).update(content).update('}').digest('hex');
}

/** The end of a file when it is opened. */
export interface Tail {
  /** The last two complete lines without line breaks, or fewer if the file has fewer. */
  readonly lines: readonly Buffer[];
  /** Bytes after the last complete line, left by a process that was killed during a write. */
  readonly rest: Buffer;
}

/** An incomplete line. The next line reports it. */
export interface TornLine {
  readonly bytes: number;
  readonly sha256: string;
}

/** How a chain continues in a file. `begins-anew`: the last line was not signed with any of the current secrets. */
interface Resumption {
  readonly chain: 'begins' | 'continues' | 'begins-anew';
  readonly follows: ChainHead;
  readonly torn?: TornLine;
}

export const EMPTY_TAIL: Tail = { lines: [], rest: Buffer.alloc(0) };

export function resume({ lines, rest }: Tail, keys: readonly KeyObject[]): Resumption {
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
function headOf(lines: readonly Buffer[], keys: readonly KeyObject[]): ChainHead | undefined {
  const [last, before] = lines.toReversed().map(readSealed);
  if (last === undefined) return undefined;
  const content = contentOf(last) as { seq?: number; follows?: Partial<ChainHead> | null };
  // The first line of a file names its predecessor, so that it can be verified alone.
  const predecessors = [before?.mac, content.follows?.mac, BEGINNING.mac];
  const isValid = predecessors.some((mac) => typeof mac === 'string' && follows(last, mac, keys));
  return isValid ? { seq: Number(content.seq), mac: last.mac } : undefined;
}
