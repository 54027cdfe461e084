/** The parts of a request target (RFC 9112, section 3.2) as they were sent. */
interface TargetParts {
  readonly path: string;
  readonly query: string;
}

/** Splits a target as the router does: `http://host/path` and `/path` are the same, and `?` or `#` ends the path. */
export function splitTarget(target: string): TargetParts {
  const local = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const end = local.search(/[?#]/);
  return end < 0 ? { path: local, query: '' } : { path: local.slice(0, end), query: local.slice(end + 1) };
}

/**
 * The path of a target as the router compares it with its routes: percent-encoding is undone, except for characters
 * that mean something in a path (`%2F` stays within its segment).
 */
export function routedPath(target: string): string {
  const { path } = splitTarget(target);
  try {
    return decodeURI(path.replaceAll('%25', '%2525'));
  } catch {
    return path;
  }
}
