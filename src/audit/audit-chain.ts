import { createHmac } from 'node:crypto';

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
 * Numbers lines and links each to the one before it: a line's MAC is the HMAC-SHA-256 of the MAC before it and the
 * line's own bytes without its `mac`. Without the key, no line can be removed, changed, added or moved unnoticed.
 */
export class AuditChain {
  private readonly key: Buffer;

  /**
   * @param keys the first key signs.
   * @param last the predecessor of the next line.
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
   * Creates the chain's next line.
   *
   * @param body a JSON object with members, to which version, number and MAC are added.
   * @returns the line, including its line break.
   */
  seal(body: string): Buffer {
    const seq = this.last.seq + 1;
    const text = `{"v":${AUDIT_VERSION},"seq":${seq},${body.slice(1)}`;
    const mac = macOf(this.key, this.last.mac, Buffer.from(text.slice(0, -1)));
    this.last = { seq, mac };
    return Buffer.from(`${text.slice(0, -1)},"mac":"${mac}"}\n`);
  }
}

/** A line split into the authenticated bytes and the MAC. */
export interface SealedLine {
  readonly content: Buffer;
  readonly mac: string;
}

/** @param line without its line break. @returns undefined if the line does not end with a MAC. */
export function readSealed(line: Buffer): SealedLine | undefined {
  const member = line.subarray(-MAC_MEMBER_BYTES).toString('latin1');
  const mac = MAC_MEMBER.exec(member)?.[1];
  return mac === undefined ? undefined : { content: line.subarray(0, -MAC_MEMBER_BYTES), mac };
}

/** Whether the line was signed with one of the keys as the successor of a line with this MAC. */
export function follows({ content, mac }: SealedLine, previousMac: string, keys: readonly Buffer[]): boolean {
  return keys.some((key) => macOf(key, previousMac, content) === mac);
}

/** @throws SyntaxError if the line is not JSON. A line with a valid MAC always is. */
export function contentOf({ content }: SealedLine): Record<string, unknown> {
  return JSON.parse(`${content.toString()}}`) as Record<string, unknown>;
}

/** Computed over the bytes in the file, so that another encoding of the same JSON is not accepted. */
function macOf(key: Buffer, previousMac: string, content: Buffer): string {
  return createHmac('sha256', key).update(previousMac).update(content).update('}').digest('hex');
}
