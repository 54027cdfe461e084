import type { ConfiguredOperation } from '../src/config/session-policy.js';

/** The generated files by path. */
export function operationLists(
  operations: readonly ConfiguredOperation[],
  read: (path: string) => string,
): Map<string, string>;
