const DEFAULT_PATIENCE_SECONDS = 10;
const LONGEST_PATIENCE_SECONDS = 30;

/** What a caller prefers (RFC 7240). What cannot be understood is ignored, as the RFC demands. */
export interface Preferences {
  readonly timeoutMs: number;
  readonly strict: boolean;
  /** The preferences that are honoured, as `Preference-Applied` names them. */
  readonly applied: readonly string[];
}

/**
 * Reads `Prefer: wait=N` (whole seconds from 1; more than 30 counts as 30) and `handling=strict`.
 *
 * @param outcome whether the answer is an outcome, which alone can be told strictly.
 */
export function readPreferences(header: string | string[] | undefined, outcome: boolean): Preferences {
  const preferences = firstOfEach(String(header ?? ''));
  const wait = preferences.get('wait') ?? '';
  const waits = /^\d{1,9}$/.test(wait) && Number(wait) >= 1;
  const seconds = waits ? Math.min(Number(wait), LONGEST_PATIENCE_SECONDS) : DEFAULT_PATIENCE_SECONDS;
  const strict = outcome && preferences.get('handling')?.toLowerCase() === 'strict';
  return {
    timeoutMs: seconds * 1_000,
    strict,
    applied: [...(strict ? ['handling=strict'] : []), ...(waits ? [`wait=${seconds}`] : [])],
  };
}

/** A preference that stands twice counts as it stands first. Parameters behind a semicolon are not used by ours. */
function firstOfEach(header: string): Map<string, string> {
  const preferences = new Map<string, string>();
  for (const preference of header.split(',')) {
    const [name = '', value = ''] = (preference.split(';')[0] ?? '').split('=').map((part) => part.trim());
    if (!preferences.has(name.toLowerCase())) preferences.set(name.toLowerCase(), value.replace(/^"(.*)"$/, '$1'));
  }
  return preferences;
}
