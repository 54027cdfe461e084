import type { Tail } from './audit-resume.js';

/** Where the lines of the audit go. Its methods are called one after another. */
export interface AuditDestination {
  /**
   * Gets ready to be written to.
   *
   * @returns the end of what stands there when it was opened anew, undefined when it was open.
   * @throws Error with a `code` when it cannot be opened.
   */
  open(): Promise<Tail | undefined>;

  /**
   * Writes what earlier tries left, then the lines, in one piece, and returns when they are kept safe.
   *
   * @throws Error with a `code` when it could not. What was not written is kept for the next time.
   */
  write(lines: readonly Buffer[]): Promise<void>;

  close(): Promise<void>;
}
