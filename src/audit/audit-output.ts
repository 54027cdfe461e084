import type { Writable } from 'node:stream';

import type { AuditDestination } from './audit-destination.js';
import { EMPTY_TAIL, type Tail } from './audit-resume.js';

/** Writes to standard output or another stream, whose collector stores the lines. Each process begins a chain. */
export class AuditOutput implements AuditDestination {
  private isOpen = false;
  private unwritten: Buffer[] = [];

  constructor(private readonly stream: Writable) {}

  open(): Promise<Tail | undefined> {
    const tail = this.isOpen ? undefined : EMPTY_TAIL;
    // Each write reports a closed stream. Without a listener the error event would end the process.
    if (!this.isOpen) this.stream.on('error', ignore);
    this.isOpen = true;
    return Promise.resolve(tail);
  }

  hasSpace(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async write(lines: readonly Buffer[]): Promise<void> {
    this.unwritten.push(...lines);
    if (this.unwritten.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.stream.write(Buffer.concat(this.unwritten), (error) => (error ? reject(error) : resolve()));
    });
    this.unwritten = [];
  }

  close(): Promise<void> {
    this.stream.off('error', ignore);
    return Promise.resolve();
  }
}

const ignore = (): void => undefined;
