import { createHash } from 'node:crypto';

/** A request as its signature sees it. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly target: string;
  /** Lower-case names; several values where a header stood several times. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** The canonical request of Signature Version 4, with the body's real hash whatever a header says of it. */
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

/** A header's values trimmed, folded and joined; empty when it is absent. */
export function headerOf(request: SignedRequest, name: string): string {
  return (request.headers[name] ?? []).map((value) => value.trim().replace(/ +/g, ' ')).join(',');
}

/** Lower-case hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What stands before and after the first separator; nothing stands after an absent one. */
export function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** Dots are resolved and every segment is encoded once more, as for every service but S3. */
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
