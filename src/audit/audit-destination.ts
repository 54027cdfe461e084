import type { Tail } from './audit-resume.js';

/** The destination of audit lines. Its methods are never called concurrently. */
export interface AuditDestination {
  /**
   * Makes sure that no other process writes here, then opens the destination if necessary.
   *
   * @returns the existing last lines if it was opened by this call, undefined if it was open already.
   * @throws AuditLocked if another process writes here; Error with a `code` if it cannot be opened.
   */
  open(): Promise<Tail | undefined>;

  /** Whether there is enough space for optional lines. */
  hasSpace(): Promise<boolean>;

  /**
   * Writes lines left from earlier attempts and the given lines at once. Resolves when they are durable.
   *
   * @throws Error with a `code` on failure. Unwritten lines are kept for the next call.
   */
  write(lines: readonly Buffer[]): Promise<void>;

  close(): Promise<void>;
}
