import { refuse } from './caller.js';

/** In characters; longer than any token in practice. */
const MAX_TOKEN_LENGTH = 8 * 1024;
const MAX_KID_LENGTH = 256;
/** RFC 9068 and RFC 7519, section 5.1. Tokens for other purposes, such as logout, have other types. */
const TYPES = new Set(['jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);

/** The header and issuer of a token before its signature is verified. Use it only to select the key. */
export interface UnverifiedToken {
  readonly text: string;
  readonly alg: string;
  readonly kid: string | undefined;
  readonly issuer: string;
}

type JsonMembers = Readonly<Record<string, unknown>>;

/**
 * Parses a token in compact form without verifying its signature. Ignores key locations such as `jku` in it.
 *
 * @throws CredentialRefused for another form, type or size, and for critical extensions.
 */
export function readToken(text: string): UnverifiedToken {
  const parts = text.length > MAX_TOKEN_LENGTH ? [] : text.split('.');
  const [head, body] = parts.map(bytesOf);
  if (parts.length !== 3 || head === undefined || body === undefined) return refuse('malformed');
  const { alg, kid, ...rest } = objectIn(head);
  const { iss } = objectIn(body);
  if (typeof alg !== 'string' || typeof iss !== 'string' || !isKid(kid) || !isPlain(rest)) return refuse('malformed');
  return { text, alg, kid, issuer: iss };
}

function isKid(kid: unknown): kid is string | undefined {
  return kid === undefined || (typeof kid === 'string' && kid.length <= MAX_KID_LENGTH);
}

/** Critical extensions are not supported, so tokens with any are rejected (RFC 7515, section 4.1.11). */
function isPlain({ typ, crit, b64 }: JsonMembers): boolean {
  return crit === undefined && b64 === undefined && isType(typ);
}

function isType(typ: unknown): boolean {
  return typ === undefined || (typeof typ === 'string' && TYPES.has(typ.toLowerCase()));
}

/** Accepts only the canonical base64url encoding, so that a token has exactly one spelling. */
function bytesOf(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : refuse('malformed');
}

function objectIn(bytes: Buffer): JsonMembers {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch {
    return refuse('malformed');
  }
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : refuse('malformed');
}
