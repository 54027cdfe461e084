/** Parses JSON in UTF-8. Returns undefined for anything else. */
export function parseJson(content: string | Uint8Array): unknown {
  try {
    const text = typeof content === 'string' ? content : new TextDecoder('utf-8', { fatal: true }).decode(content);
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the texts of the checks that do not hold. */
export function failing(checks: readonly (readonly [holds: boolean, problem: string])[]): string[] {
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem);
}
