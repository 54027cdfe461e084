import type { Reference } from './document-parts.js';

interface Header {
  readonly description: string;
  readonly required?: true;
  readonly schema: { readonly type: string; readonly example: unknown };
}

function header(description: string, example: unknown, facts: Pick<Header, 'required'> = {}): Header {
  return { description, ...facts, schema: { type: typeof example === 'number' ? 'integer' : 'string', example } };
}

/** The documented response headers, by name. */
export const HEADERS = {
  'X-Request-Id': header(
    'Id of the request in logs and problems: the one that was sent, or a new one.',
    '4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e',
    { required: true },
  ),
  'Retry-After': header('Wait this many seconds before repeating the request. Only if it may be repeated.', 1),
  'WWW-Authenticate': header('The accepted kinds of credentials.', 'Bearer realm="rekognition-facade"'),
  'Preference-Applied': header('The preferences of `Prefer` that were followed (RFC 7240).', 'wait=20'),
  'RateLimit-Policy': header(
    "The account's quota for this operation: q calls in w seconds. Absent if there is no limit.",
    '"DisassociateFaces";q=5;w=1',
  ),
  RateLimit: header(
    "The tenant's share of the remaining quota: r calls now, more in t seconds.",
    '"DisassociateFaces";r=3;t=1',
  ),
  'Idempotency-Replayed': header(
    '`true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise.',
    'true',
  ),
  Location: header('URL of the new resource.', '/collections/staff'),
  Link: header(
    'URL of the next page (RFC 8288). Absent on the last page.',
    '</collections?cursor=q83vEjRWeJA>; rel="next"',
  ),
} as const;

export type HeaderName = keyof typeof HEADERS;

export function headerReferences(names: readonly HeaderName[]): Record<string, Reference> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
