const DEFAULT_PATIENCE_SECONDS = 10;
const LONGEST_PATIENCE_SECONDS = 30;

/** The preferences of a request (RFC 7240). Invalid ones are ignored, as the RFC requires. */
export interface Preferences {
  readonly timeoutMs: number;
  readonly strict: boolean;
  /** The values of `Preference-Applied`. */
  readonly applied: readonly string[];
}

/**
 * Parses `Prefer: wait=N` (whole seconds, at least 1, capped at 30) and `handling=strict`.
 *
 * @param outcome whether the response has an outcome; `handling=strict` is ignored otherwise.
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

/** The first occurrence of a repeated preference counts. Parameters after a semicolon are ignored. */
function firstOfEach(header: string): Map<string, string> {
  const preferences = new Map<string, string>();
  for (const preference of header.split(',')) {
    const [name = '', value = ''] = (preference.split(';')[0] ?? '').split('=').map((part) => part.trim());
    if (!preferences.has(name.toLowerCase())) preferences.set(name.toLowerCase(), value.replace(/^"(.*)"$/, '$1'));
  }
  return preferences;
}
