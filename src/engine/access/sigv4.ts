import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalRequest, headerOf, sha256, splitOnce, type SignedRequest } from '../protocol/canonical-request.js';
import { failingChecks } from '../protocol/json.js';
import { WireError } from '../protocol/wire-error.js';
import { inPartitionOf } from './arns.js';
import type { CredentialFinder, EngineCaller } from './principal.js';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const TERMINATOR = 'aws4_request';
/**
 * Maximum difference between the signature's date and the clock. @source IAM User Guide, "AWS Signature Version 4 for
 * API requests"
 */
const TOLERANCE_MS = 5 * 60_000;

/**
 * Verifies an AWS Signature Version 4 over the headers that the client signed.
 *
 * @param service the signing name of the called service
 * @param nowMs the time to check the signature's date against
 * @throws WireError with AWS's name for each failure
 */
export function verifySignature(
  request: SignedRequest,
  service: string,
  credentialOf: CredentialFinder,
  nowMs: number,
): EngineCaller {
  const authorization = readAuthorization(request);
  const { accessKeyId, scope, signedHeaders, signature, timestamp } = authorization;
  const sessionToken = headerOf(request, 'x-amz-security-token');
  const credential = credentialOf(accessKeyId, sessionToken);
  if (!credential || !isSameText(sessionToken, credential.sessionToken ?? ''))
    throw new WireError('UnrecognizedClientException');
  if (credential.expired) throw new WireError('ExpiredTokenException');
  checkScope(authorization, service);
  checkDate(timestamp, nowMs);
  const { day, region } = scope;
  const expected = signatureOf(
    signingKey(credential.secretAccessKey, day, region, service),
    timestamp,
    `${day}/${region}/${service}/${TERMINATOR}`,
    canonicalRequest(request, signedHeaders),
  );
  if (!isSameText(signature, expected))
    throw invalid(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  return { ...credential.principal, arn: inPartitionOf(region, credential.principal.arn), accessKeyId, region };
}

/** Returns the signing key for a day, region and service. */
export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  return [day, region, service, TERMINATOR].reduce<Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secret}`),
  );
}

/** Signs a canonical request. Returns lower-case hexadecimal. */
export function signatureOf(key: Buffer, timestamp: string, scope: string, canonical: string): string {
  const text = [ALGORITHM, timestamp, scope, sha256(canonical)].join('\n');
  return createHmac('sha256', key).update(text).digest('hex');
}

interface Authorization {
  readonly accessKeyId: string;
  readonly scope: { readonly day: string; readonly region: string; readonly service: string; readonly end: string };
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** The signed date, `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
}

function readAuthorization(request: SignedRequest): Authorization {
  const text = headerOf(request, 'authorization');
  if (text === '') throw new WireError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const [algorithm, parameters] = splitOnce(text, ' ');
  if (algorithm !== ALGORITHM) throw incomplete(`Unsupported AWS 'algorithm': '${algorithm}'.`);
  const given = new Map(parameters.split(',').map((part) => splitOnce(part.trim(), '=')));
  const missing: string[] = [];
  const parameter = (name: string) => {
    const value = given.get(name) ?? '';
    if (value === '') missing.push(`Authorization header requires '${name}' parameter.`);
    return value;
  };
  const credential = parameter('Credential').split('/');
  const signature = parameter('Signature');
  const signedHeaders = parameter('SignedHeaders').split(';');
  const timestamp = timestampOf(request);
  if (timestamp === '')
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  if (missing.length > 0) throw incomplete(missing.join(' '));
  const [accessKeyId = '', day = '', region = '', service = '', end = ''] = credential;
  if (credential.length !== 5)
    throw incomplete("Credential must have the form 'key/date/region/service/aws4_request'.");
  return { accessKeyId, scope: { day, region, service, end }, signedHeaders, signature, timestamp };
}

/** Returns an empty string if the request has no date. */
function timestampOf(request: SignedRequest): string {
  const amzDate = headerOf(request, 'x-amz-date');
  if (amzDate === '') {
    const dateMs = Date.parse(headerOf(request, 'date'));
    return Number.isNaN(dateMs) ? '' : basicFormat(dateMs);
  }
  if (Number.isNaN(instantOf(amzDate))) throw incomplete(`Date must be in ISO-8601 'basic format'. Got '${amzDate}'.`);
  return amzDate;
}

function checkScope({ scope, signedHeaders, timestamp }: Authorization, service: string): void {
  const today = timestamp.slice(0, 8);
  const [fault] = failingChecks([
    [scope.region !== '', 'Credential should be scoped to a valid region.'],
    [scope.service === service, `Credential should be scoped to correct service: '${service}'.`],
    [scope.end === TERMINATOR, `Credential should be scoped with a valid terminator: '${TERMINATOR}'.`],
    [
      scope.day === today,
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.day}' != '${today}', from '${timestamp}'.`,
    ],
    [
      signedHeaders.some((name) => name.toLowerCase() === 'host'),
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    ],
  ]);
  if (fault !== undefined) throw invalid(fault);
}

function checkDate(timestamp: string, nowMs: number): void {
  const offMs = instantOf(timestamp) - nowMs;
  const now = basicFormat(nowMs);
  if (offMs < -TOLERANCE_MS)
    throw invalid(
      `Signature expired: ${timestamp} is now earlier than ${basicFormat(nowMs - TOLERANCE_MS)} (${now} - 5 min.)`,
    );
  if (offMs > TOLERANCE_MS)
    throw invalid(
      `Signature not yet current: ${timestamp} is still later than ${basicFormat(nowMs + TOLERANCE_MS)} (${now} + 5 min.)`,
    );
}

/** Compares in constant time. */
function isSameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Parses ISO 8601 basic format. Returns NaN for anything else. */
function instantOf(timestamp: string): number {
  if (!/^\d{8}T\d{6}Z$/.test(timestamp)) return Number.NaN;
  return Date.parse(timestamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function basicFormat(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '');
}

function invalid(message: string): WireError {
  return new WireError('InvalidSignatureException', message);
}

function incomplete(message: string): WireError {
  return new WireError('IncompleteSignatureException', message);
}
