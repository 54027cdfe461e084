import { createHash } from 'node:crypto';

/** The parts of a request that its signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly target: string;
  /** By lower-case name, with one value per occurrence. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** Returns the canonical request of Signature Version 4. The body hash is computed, never taken from a header. */
export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const [path, query] = splitOnce(request.target, '?');
  const names = signedHeaders.map((name) => name.toLowerCase()).sort();
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...names.map((name) => `${name}:${headerOf(request, name)}`),
    '',
    names.join(';'),
    sha256(request.body),
  ].join('\n');
}

/** Returns a header's values, trimmed, folded and joined, or an empty string. */
export function headerOf(request: SignedRequest, name: string): string {
  return (request.headers[name] ?? []).map((value) => value.trim().replace(/ +/g, ' ')).join(',');
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Splits at the first separator. Without one, the second part is empty. */
export function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Resolves dot segments and encodes each segment again, as every service except S3 does. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encodeStrictly(segment));
  }
  const trail = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${trail}`;
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => splitOnce(pair, '=').map((part) => encodeStrictly(decodeLeniently(part))))
    .sort(([a = '', x = ''], [b = '', y = '']) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join('='))
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
