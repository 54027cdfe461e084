import { verificationKey } from './verification-key.js';
import { isObject } from '../protocol/json.js';
import { readRoleArn } from './arns.js';
import { policyProblems, type AccessPolicy } from './policy.js';

/** An access key. Keys of one account see the same collections. */
export interface EngineAccount {
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** If set, calls with this key must send it as `X-Amz-Security-Token`. */
  sessionToken?: string;
  /** The policy of this key. Default: everything is allowed. */
  policy?: AccessPolicy;
}

/** A public key as PEM or JWK. */
export type PublicKey = string | { readonly kty?: string; readonly [member: string]: unknown };

/** A role that STS can assume. */
export interface EngineRole {
  /** `arn:aws:iam::123456789012:role/acme`. Its sessions act in that account. */
  roleArn: string;
  /** If set, AssumeRole must send it. */
  externalId?: string;
  /**
   * The account ids, access key ids and role ARNs that may assume the role. Default: every access key, or none if
   * `webIdentity` is set.
   */
  trusts?: string[];
  /** The tokens that AssumeRoleWithWebIdentity accepts; absent claims may have any value. Default: none. */
  webIdentity?: {
    issuer?: string;
    audience?: string;
    /** `*` and `?` are wildcards. */
    subject?: string;
    /** The RSA or elliptic-curve key that signs the tokens, as PEM or JWK. Without it signatures are not checked. */
    publicKey?: PublicKey;
  };
  /** The policy of its sessions. Default: everything is allowed. */
  policy?: AccessPolicy;
}

interface Member {
  readonly required?: boolean;
  /** Returns what is wrong with a value, without the member's name. */
  readonly problems: (value: unknown) => string[];
}

const FILLED: Member = { problems: (value) => (isFilled(value) ? [] : ['must be a non-empty string']) };
const POLICY: Member = { problems: policyProblems };

const KEY_MEMBERS: Readonly<Record<string, Member>> = {
  accountId: { required: true, problems: (value) => matching(value, /^\d{12}$/, 'must be twelve digits') },
  accessKeyId: { ...FILLED, required: true },
  secretAccessKey: { ...FILLED, required: true },
  sessionToken: FILLED,
  policy: POLICY,
};

const WEB_IDENTITY_MEMBERS: Readonly<Record<string, Member>> = {
  issuer: FILLED,
  audience: FILLED,
  subject: FILLED,
  publicKey: { problems: keyProblems },
};

const ROLE_MEMBERS: Readonly<Record<string, Member>> = {
  roleArn: {
    required: true,
    problems: (value) =>
      typeof value === 'string' && readRoleArn(value)
        ? []
        : ['must be of the form arn:aws:iam::123456789012:role/name'],
  },
  externalId: {
    problems: (value) => matching(value, /^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 of A-Za-z0-9+=,.@:/-'),
  },
  trusts: {
    problems: (value) =>
      Array.isArray(value) && value.length > 0 && value.every(isFilled)
        ? []
        : ["must be a list of account ids, access key ids or roles' ARNs"],
  },
  webIdentity: { problems: (value) => memberProblems(value, WEB_IDENTITY_MEMBERS) },
  policy: POLICY,
};

/** Returns the problems of a list of access keys and roles. An entry with `roleArn` is a role. */
export function accountProblems(entries: unknown): string[] {
  if (!Array.isArray(entries) || entries.length === 0) return ['must be a non-empty list of access keys and roles'];
  const list = entries as readonly unknown[];
  return [
    ...list.flatMap((entry, index) =>
      memberProblems(entry, isRole(entry) ? ROLE_MEMBERS : KEY_MEMBERS).map(
        (problem) => `entry ${index + 1}: ${problem}`,
      ),
    ),
    ...['accessKeyId', 'roleArn'].filter((name) => hasDuplicates(list, name)).map((name) => `has a duplicate ${name}`),
  ];
}

/** Splits a valid list into access keys and roles. */
export function splitAccounts(entries: unknown): { accounts: EngineAccount[]; roles: EngineRole[] } {
  const list = entries as (EngineAccount | EngineRole)[];
  return {
    accounts: list.filter((entry): entry is EngineAccount => !isRole(entry)),
    roles: list.filter((entry): entry is EngineRole => isRole(entry)),
  };
}

/** The JavaScript SDK adds this member to the credentials object that it is given. */
const SDK_SOURCE_MEMBER = '$source';

function memberProblems(json: unknown, members: Readonly<Record<string, Member>>): string[] {
  if (!isObject(json)) return ['must be an object'];
  const given = Object.entries(json).filter(([name, value]) => value !== undefined && name !== SDK_SOURCE_MEMBER);
  const missing = Object.keys(members).filter(
    (name) => members[name]?.required && !given.some(([key]) => key === name),
  );
  return [
    ...missing.map((name) => `${name} is missing`),
    ...given.flatMap(([name, value]) => {
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      return (member?.problems(value) ?? ['is not supported']).map((problem) => `${name} ${problem}`);
    }),
  ];
}

function isRole(entry: unknown): boolean {
  return isObject(entry) && 'roleArn' in entry;
}

function hasDuplicates(entries: readonly unknown[], name: string): boolean {
  const values = entries.flatMap((entry) => (Object(entry) as Record<string, unknown>)[name] ?? []);
  return new Set(values).size < values.length;
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function matching(value: unknown, pattern: RegExp, problem: string): string[] {
  return typeof value === 'string' && pattern.test(value) ? [] : [problem];
}

function keyProblems(given: unknown): string[] {
  try {
    verificationKey(given as PublicKey);
    return [];
  } catch {
    return ['must be an RSA or elliptic-curve public key as PEM text or JWK object'];
  }
}
