/** The parts of a request target (RFC 9112, section 3.2), not decoded. */
interface TargetParts {
  readonly path: string;
  readonly query: string;
}

/** Splits a target as the router does: `http://host/path` equals `/path`, and `?` or `#` ends the path. */
export function splitTarget(target: string): TargetParts {
  const local = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const end = local.search(/[?#]/);
  return end < 0 ? { path: local, query: '' } : { path: local.slice(0, end), query: local.slice(end + 1) };
}

/**
 * The path of a target as the router matches it: percent-decoded, except for characters that are reserved in a path
 * (`%2F` does not split a segment).
 */
export function routedPath(target: string): string {
  const { path } = splitTarget(target);
  try {
    return decodeURI(path.replaceAll('%25', '%2525'));
  } catch {
    return path;
  }
}
