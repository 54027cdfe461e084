import type { Writable } from 'node:stream';

import { EMPTY_TAIL, type Tail } from './audit-chain.js';

/** The destination of audit lines. Its methods are never called concurrently. */
export interface AuditDestination {
  /**
   * @returns the existing last lines if it was opened by this call, undefined if it was open already.
   * @throws AuditLocked if another process writes here; Error with a `code` if it cannot be opened.
   */
  open(): Promise<Tail | undefined>;

  /** Whether there is enough space for optional lines. */
  hasSpace(): Promise<boolean>;

  /** Resolves when the lines are durable. @throws Error with a `code`; the lines are kept for the next call. */
  write(lines: readonly Buffer[]): Promise<void>;

  close(): Promise<void>;
}

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
