import type { AuditEvent } from './audit-line.js';

const MOST_BYTES = 16 * 1024 * 1024;
/** What lies above is left to lines that tell what became of writes. */
const MOST_BYTES_AT_ONCE = MOST_BYTES / 2;

/** A line that is to be written. */
export interface WaitingLine {
  readonly event: AuditEvent;
  /** JSON, as far as it is known before the line's turn. */
  readonly body: string;
  /** Tells whoever waits, once: later words are not heard. */
  readonly settle: (isWritten: boolean) => void;
}

/** Lines that wait to be written, in order, and not more than there is room for. */
export class AuditQueue {
  private lines: WaitingLine[] = [];
  private bytes = 0;

  get isEmpty(): boolean {
    return this.lines.length === 0;
  }

  /** Whether there is room for a line that is to be written at once or not at all. */
  get hasRoom(): boolean {
    return this.bytes < MOST_BYTES_AT_ONCE;
  }

  /** Whether there is room for a line that may be written late. */
  hasRoomFor(body: string): boolean {
    return this.bytes + body.length <= MOST_BYTES;
  }

  push(line: WaitingLine): void {
    this.lines.push(line);
    this.bytes += line.body.length;
  }

  takeAll(): WaitingLine[] {
    const { lines } = this;
    this.lines = [];
    this.bytes = 0;
    return lines;
  }

  /** Lets nobody wait any longer; the lines stay. */
  giveUp(): void {
    for (const { settle } of this.lines) settle(false);
  }
}
