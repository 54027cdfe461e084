import { oneOfTexts, type Schema, text } from './schema.js';

export const SCOPES = ['read', 'write', 'admin'] as const;

/** What a credential allows: `read`, `write` (users and faces), or `admin` (collections and tags). */
export type Scope = (typeof SCOPES)[number];

/** The name of a claim or, if it is nested, the path to it as a list of names. */
export type Claim = string | readonly string[];

const MAX_NAMES = 10;
const NAME = { type: 'string', pattern: '^[^\\u0000-\\u0020]{1,255}$' };

export const SCOPE = oneOfTexts(`one of ${SCOPES.join(', ')}`, SCOPES);

export const AUDIENCE: Schema<string | readonly string[]> = {
  title: 'a string of 1 to 255 characters, or a list of at most 100 of them',
  anyOf: [
    { type: 'string', pattern: '^[^\\u0000]{1,255}$' },
    { type: 'array', items: { type: 'string', pattern: '^[^\\u0000]{1,255}$' }, minItems: 1, maxItems: 100 },
  ],
};

export const CLAIM: Schema<Claim> = {
  title: `the name of a claim or, if it is nested, a list of at most ${MAX_NAMES} names such as [realm_access, roles]`,
  anyOf: [NAME, { type: 'array', items: NAME, minItems: 1, maxItems: MAX_NAMES }],
};

export const SCOPE_MAP: Schema<Readonly<Record<string, Scope | readonly Scope[]>>> = {
  title: 'an object with 1 to 1000 names that occur in tokens',
  type: 'object',
  propertyNames: text('', '^[^\\u0000-\\u001f]{1,255}$'),
  minProperties: 1,
  maxProperties: 1_000,
  additionalProperties: {
    title: `${SCOPES.join(', ')}, or a list of them`,
    anyOf: [
      { enum: SCOPES },
      { type: 'array', items: { enum: SCOPES }, minItems: 1, maxItems: SCOPES.length, uniqueItems: true },
    ],
  },
};

/** @source RFC 7519, section 4.1 */
const NUMBERS = new Set(['exp', 'nbf', 'iat']);
const TEXTS = new Set(['iss', 'sub', 'aud', 'jti']);
/** `realm_access.roles`, `/realm_access/roles` and `$['tenant']`, but not `https://acme.example/tenant`. */
const PATH_AS_TEXT = /^[$/]|^[^:]*\./;

/** Returns why no token can contain the claim, or undefined if one can. */
export function claimFault(claim: Claim): string | undefined {
  const [name = '', ...nested] = [claim].flat();
  if (typeof claim === 'string' && PATH_AS_TEXT.test(claim))
    return 'must be a list of names such as [realm_access, roles] if it is nested, or a list of one name if the name contains dots';
  if (NUMBERS.has(name)) return 'must not be exp, nbf or iat, which are numbers';
  if (TEXTS.has(name) && nested.length > 0) return 'must not be nested in iss, sub, aud or jti, which are strings';
  return undefined;
}
