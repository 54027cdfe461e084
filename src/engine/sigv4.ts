import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { WireError } from './wire-error.js';

/** What is known of an access key. */
export interface Credential {
  readonly accountId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** An instant of the signature clock after which the session token is no longer taken. */
  readonly expiresAtMs?: number;
}

/** A request as the signature sees it. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly target: string;
  /** Lower-case names; several values where a header stood several times. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** Who signed, and for which region: both come from the signature alone. */
export interface Signer {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly region: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SERVICE = 'rekognition';
/** How far a signature's date may be off. @source AWS General Reference, "Signing AWS API requests" */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Verifies an AWS Signature Version 4 over whatever headers the client names, the body's real hash included.
 *
 * @param nowMs the clock that the signature's date is held to.
 * @throws WireError with the name AWS uses for each refusal.
 */
export function verifySignature(
  request: SignedRequest,
  credentialOf: (accessKeyId: string) => Credential | undefined,
  nowMs: number,
): Signer {
  const authorization = parseAuthorization(request);
  const { accessKeyId, day, region, scope, signedHeaders, signature, timestamp } = authorization;
  const credential = credentialOf(accessKeyId);
  if (!credential || header(request, 'x-amz-security-token') !== (credential.sessionToken ?? ''))
    throw new WireError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (credential.expiresAtMs !== undefined && credential.expiresAtMs <= nowMs)
    throw new WireError('ExpiredTokenException', 'The security token included in the request is expired');
  checkScope(authorization);
  checkDate(timestamp, nowMs);
  const canonical = sha256(canonicalRequest(request, signedHeaders));
  const key = signingKey(credential.secretAccessKey, day, region, SERVICE);
  const expected = Buffer.from(hmac(key, [ALGORITHM, timestamp, scope, canonical].join('\n')).toString('hex'));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw invalid(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  return { accountId: credential.accountId, accessKeyId, region };
}

/** The key a day's signatures of one region and service are made with. */
export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  return [day, region, service, 'aws4_request'].reduce<Buffer>(
    (key, part) => hmac(key, part),
    Buffer.from(`AWS4${secret}`),
  );
}

/** The canonical request of Signature Version 4. */
export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const [path = '/', query = ''] = splitOnce(request.target, '?');
  const names = signedHeaders.map((name) => name.toLowerCase()).sort();
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    ...names.map((name) => `${name}:${header(request, name)}`),
    '',
    names.join(';'),
    sha256(request.body),
  ].join('\n');
}

interface Authorization {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** The date as signed, `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
}

const PARAMETERS = ['Credential', 'Signature', 'SignedHeaders'] as const;

function parseAuthorization(request: SignedRequest): Authorization {
  const text = header(request, 'authorization');
  if (text === '') throw new WireError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const [algorithm, rest = ''] = splitOnce(text, ' ');
  if (algorithm !== ALGORITHM) throw incomplete(`Unsupported AWS 'algorithm': '${algorithm ?? ''}'.`);
  const parameters = new Map(rest.split(',').map((part) => splitOnce(part.trim(), '=') as [string, string]));
  const missing = PARAMETERS.filter((name) => !parameters.get(name)).map(
    (name) => `Authorization header requires '${name}' parameter.`,
  );
  const timestamp = timestampOf(request);
  if (timestamp === undefined)
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (missing.length > 0) throw incomplete(missing.join(' '));
  const [accessKeyId = '', ...scope] = (parameters.get('Credential') ?? '').split('/');
  const [day = '', region = '', service = '', terminator = ''] = scope;
  if (scope.length !== 4) throw incomplete('Credential must have exactly 5 slash-delimited elements.');
  return {
    accessKeyId,
    day,
    region,
    service,
    terminator,
    scope: scope.join('/'),
    signedHeaders: (parameters.get('SignedHeaders') ?? '').split(';'),
    signature: parameters.get('Signature') ?? '',
    timestamp: timestamp ?? '',
  };
}

function timestampOf(request: SignedRequest): string | undefined {
  const amzDate = header(request, 'x-amz-date');
  if (amzDate !== '') {
    if (Number.isNaN(instantOf(amzDate)))
      throw incomplete(`Date must be in ISO-8601 'basic format'. Got '${amzDate}'.`);
    return amzDate;
  }
  const date = Date.parse(header(request, 'date'));
  return Number.isNaN(date) ? undefined : basicFormat(date);
}

function checkScope({ day, region, service, terminator, signedHeaders, timestamp }: Authorization): void {
  if (region === '') throw invalid('Credential should be scoped to a valid region.');
  if (service !== SERVICE) throw invalid(`Credential should be scoped to correct service: '${SERVICE}'.`);
  if (terminator !== 'aws4_request')
    throw invalid("Credential should be scoped with a valid terminator: 'aws4_request'.");
  if (day !== timestamp.slice(0, 8))
    throw invalid(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
    );
  if (!signedHeaders.some((name) => name.toLowerCase() === 'host'))
    throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

function checkDate(timestamp: string, nowMs: number): void {
  const signedMs = instantOf(timestamp);
  const earliest = basicFormat(nowMs - TOLERANCE_MS);
  const latest = basicFormat(nowMs + TOLERANCE_MS);
  if (signedMs < nowMs - TOLERANCE_MS)
    throw invalid(`Signature expired: ${timestamp} is now earlier than ${earliest} (${basicFormat(nowMs)} - 5 min.)`);
  if (signedMs > nowMs + TOLERANCE_MS)
    throw invalid(
      `Signature not yet current: ${timestamp} is still later than ${latest} (${basicFormat(nowMs)} + 5 min.)`,
    );
}

/** Dots are resolved and every segment is encoded once more, as every service but S3 signs it. */
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
    .map((pair) => {
      const [name = '', value = ''] = splitOnce(pair, '=').map(decodeLeniently);
      return [encodeStrictly(name), encodeStrictly(value)] as const;
    })
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
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

function header(request: SignedRequest, name: string): string {
  return (request.headers[name] ?? []).map((value) => value.trim().replace(/ +/g, ' ')).join(',');
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** NaN for anything but a real instant in ISO 8601's basic format. */
function instantOf(timestamp: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!match) return Number.NaN;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function basicFormat(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '');
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: Buffer, content: string): Buffer {
  return createHmac('sha256', key).update(content).digest();
}

function invalid(message: string): WireError {
  return new WireError('InvalidSignatureException', message);
}

function incomplete(message: string): WireError {
  return new WireError('IncompleteSignatureException', message);
}
