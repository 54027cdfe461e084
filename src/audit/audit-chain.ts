import { createHmac } from 'node:crypto';

import { AUDIT_VERSION } from './audit-line.js';

/** A place in a chain: a line's number, and its MAC in hex. Written `SEQ:MAC`. */
export interface ChainHead {
  readonly seq: number;
  readonly mac: string;
}

/** What the first line of a chain follows. */
export const BEGINNING: ChainHead = { seq: 0, mac: '' };

const MAC_MEMBER = /^,"mac":"([0-9a-f]{64})"\}$/;
const MAC_MEMBER_BYTES = ',"mac":"'.length + 64 + '"}'.length;

/**
 * Numbers lines and links each to the one before it: a line's MAC is the HMAC-SHA-256 of the MAC before it and the
 * line's own bytes without its `mac`. Whoever lacks the key can remove, change, add or move no line unseen.
 */
export class AuditChain {
  private readonly key: Buffer;

  /**
   * @param keys the first one signs.
   * @param last the line that the next one follows.
   */
  constructor(
    [key]: readonly Buffer[],
    private last: ChainHead,
  ) {
    if (key === undefined) throw new TypeError('a chain needs a key');
    this.key = key;
  }

  get head(): ChainHead {
    return this.last;
  }

  /**
   * Makes the chain's next line.
   *
   * @param body a JSON object with members, to which version, number and MAC are added.
   * @returns the line with its end.
   */
  seal(body: string): Buffer {
    const seq = this.last.seq + 1;
    const text = `{"v":${AUDIT_VERSION},"seq":${seq},${body.slice(1)}`;
    const mac = macOf(this.key, this.last.mac, Buffer.from(text.slice(0, -1)));
    this.last = { seq, mac };
    return Buffer.from(`${text.slice(0, -1)},"mac":"${mac}"}\n`);
  }
}

/** A line taken apart: what its MAC vouches for, and the MAC. */
export interface SealedLine {
  readonly content: Buffer;
  readonly mac: string;
}

/** Undefined for what does not end as every line does. The line comes without its end. */
export function readSealed(line: Buffer): SealedLine | undefined {
  const member = line.subarray(-MAC_MEMBER_BYTES).toString('latin1');
  const mac = MAC_MEMBER.exec(member)?.[1];
  return mac === undefined ? undefined : { content: line.subarray(0, -MAC_MEMBER_BYTES), mac };
}

/** Whether one of the keys made the line to follow a line of this MAC. */
export function follows({ content, mac }: SealedLine, previousMac: string, keys: readonly Buffer[]): boolean {
  return keys.some((key) => macOf(key, previousMac, content) === mac);
}

/** @throws SyntaxError for a line that is not JSON, which one whose MAC is good always is. */
export function contentOf({ content }: SealedLine): Record<string, unknown> {
  return JSON.parse(`${content.toString()}}`) as Record<string, unknown>;
}

/** The bytes as they stand in the file: no other spelling of the same JSON has the same MAC. */
function macOf(key: Buffer, previousMac: string, content: Buffer): string {
  return createHmac('sha256', key).update(previousMac).update(content).update('}').digest('hex');
}
