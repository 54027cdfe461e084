import { policyProblems } from './policy.js';
import type { AccessPolicy } from './policy.js';
import { readRoleArn } from '../sts/role-arn.js';
import type { PublicKey } from '../sts/public-key.js';
import { keyProblem } from '../sts/verification-key.js';

/** One access key. Several keys may name the same account: they then see the same collections. */
export interface EngineAccount {
  /** Twelve digits, as AWS has them. */
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** When set, every call of this key must carry it as `X-Amz-Security-Token`. */
  sessionToken?: string;
  /** What this key may do; without one, everything. */
  policy?: AccessPolicy;
}

/** A role that STS hands out sessions of. */
export interface EngineRole {
  /** `arn:aws:iam::123456789012:role/acme`: its sessions act in that account. */
  roleArn: string;
  /** When set, AssumeRole must name it. */
  externalId?: string;
  /**
   * Who may assume it: account ids, access key ids and roles' ARNs. Without it every access key may, but nobody where
   * `webIdentity` is set.
   */
  trusts?: string[];
  /** Which tokens AssumeRoleWithWebIdentity takes; without it, none. What is not said may be anything. */
  webIdentity?: {
    issuer?: string;
    audience?: string;
    /** `*` and `?` are wildcards. */
    subject?: string;
    /** What tokens must be signed with: a public key as PEM or JWK, RSA or elliptic. Without it nobody checks. */
    publicKey?: PublicKey;
  };
  /** What its sessions may do; without one, everything. */
  policy?: AccessPolicy;
}

interface Member {
  readonly required?: boolean;
  /** What is wrong with a value, the member's name going before. */
  readonly problems: (value: unknown) => string[];
}

const FILLED: Member = { problems: (value) => (isFilled(value) ? [] : ['must be a text that is not empty']) };
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
  publicKey: { problems: keyProblem },
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

/** Everything wrong with a list of access keys and roles, which are told apart by their `roleArn`. */
export function accountProblems(entries: unknown): string[] {
  if (!Array.isArray(entries) || entries.length === 0) return ['must hold a list of access keys and roles'];
  const list = entries as readonly unknown[];
  return [
    ...list.flatMap((entry, index) =>
      memberProblems(entry, isRole(entry) ? ROLE_MEMBERS : KEY_MEMBERS).map(
        (problem) => `entry ${index + 1}: ${problem}`,
      ),
    ),
    ...['accessKeyId', 'roleArn'].filter((name) => hasDuplicates(list, name)).map((name) => `holds one ${name} twice`),
  ];
}

/** The two kinds of entries of a list that has no problems. */
export function splitAccounts(entries: unknown): { accounts: EngineAccount[]; roles: EngineRole[] } {
  const list = entries as (EngineAccount | EngineRole)[];
  return {
    accounts: list.filter((entry): entry is EngineAccount => !isRole(entry)),
    roles: list.filter((entry): entry is EngineRole => isRole(entry)),
  };
}

/** Where credentials came from: the JavaScript SDK writes it into the very object that it was given. */
const SDK_SOURCE_MEMBER = '$source';

function memberProblems(json: unknown, members: Readonly<Record<string, Member>>): string[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return ['must be an object'];
  const given = Object.entries(json).filter(([name, value]) => value !== undefined && name !== SDK_SOURCE_MEMBER);
  const missing = Object.keys(members).filter(
    (name) => members[name]?.required && !given.some(([key]) => key === name),
  );
  return [
    ...missing.map((name) => `${name} is missing`),
    ...given.flatMap(([name, value]) => {
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      return (member?.problems(value) ?? ['is not known here']).map((problem) => `${name} ${problem}`);
    }),
  ];
}

function isRole(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && 'roleArn' in entry;
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
