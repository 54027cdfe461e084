import type { Tail } from './audit-resume.js';

/** Where the lines of the audit go. Its methods are called one after another. */
export interface AuditDestination {
  /**
   * Makes sure that no other process writes here, then opens what is not open.
   *
   * @returns the end of the existing lines if it was opened now, undefined if it was open already.
   * @throws AuditLocked if another process writes here; Error with a `code` if it cannot be opened.
   */
  open(): Promise<Tail | undefined>;

  /** Whether there is enough space left for lines that can be left out. */
  hasSpace(): Promise<boolean>;

  /**
   * Writes what earlier tries left, then the lines, in one piece, and returns when they are kept safe.
   *
   * @throws Error with a `code` when it could not. What was not written is kept for the next time.
   */
  write(lines: readonly Buffer[]): Promise<void>;

  close(): Promise<void>;
}
