import { failingChecks, isObject } from '../protocol/json.js';

/** A value or a list of values. */
type OneOrMore<Item> = Item | readonly Item[];

/** The supported part of an IAM policy document. */
export interface AccessPolicy {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: OneOrMore<{
    readonly Sid?: string;
    readonly Effect: 'Allow' | 'Deny';
    /** Such as `rekognition:ListFaces` or `rekognition:*`. `*` and `?` are wildcards; case is ignored. */
    readonly Action: OneOrMore<string>;
    /** ARNs of collections and roles, or `*`. `*` and `?` are wildcards. */
    readonly Resource: OneOrMore<string>;
  }>;
}

export interface Grant {
  readonly kind: 'identity-based' | 'session';
  readonly policy: AccessPolicy;
}

const VERSIONS = ['2012-10-17', '2008-10-17'];
const POLICY_MEMBERS = ['Version', 'Id', 'Statement'];
const STATEMENT_MEMBERS = ['Sid', 'Effect', 'Action', 'Resource'];
const ACTION = /^(\*|[a-z0-9*?-]+:[a-z0-9*?]+)$/i;
const RESOURCE = /^(\*|arn:.+)$/;

/** Returns what is invalid or unsupported in a policy. */
export function policyProblems(json: unknown): string[] {
  if (!isObject(json)) return ['must be an object with a Statement'];
  const { Version, Statement } = json;
  const statements = asList(Statement);
  return [
    ...unknownMembers(json, POLICY_MEMBERS),
    ...(Version === undefined || VERSIONS.includes(Version as string) ? [] : [`Version must be ${VERSIONS[0]}`]),
    ...(statements.length === 0 ? ['must have a Statement'] : []),
    ...statements.flatMap((statement, index) =>
      statementProblems(statement).map((problem) => `statement ${index + 1}: ${problem}`),
    ),
  ];
}

function statementProblems(json: unknown): string[] {
  if (!isObject(json)) return ['must be an object'];
  const { Effect, Action, Resource } = json;
  return [
    ...unknownMembers(json, STATEMENT_MEMBERS),
    ...failingChecks([
      [Effect === 'Allow' || Effect === 'Deny', 'Effect must be Allow or Deny'],
      [areTexts(Action, ACTION), 'Action must be one or more of the form service:Operation'],
      [areTexts(Resource, RESOURCE), 'Resource must be one or more ARNs or *'],
    ]),
  ];
}

/** Unsupported members are rejected, because ignoring them would change what the policy grants or denies. */
function unknownMembers(json: object, known: readonly string[]): string[] {
  return Object.keys(json)
    .filter((member) => !known.includes(member))
    .map((member) => `${member} is not supported by this engine`);
}

/** Returns the effect of a policy on a call, or undefined if no statement applies. */
function verdictOf(policy: AccessPolicy, action: string, resource: string): 'Allow' | 'Deny' | undefined {
  const about = asList(policy.Statement).filter(
    ({ Action, Resource }) =>
      asList(Action).some((pattern) => matchesWildcards(pattern.toLowerCase(), action.toLowerCase())) &&
      asList(Resource).some((pattern) => matchesWildcards(pattern, resource)),
  );
  return about.find(({ Effect }) => Effect === 'Deny')?.Effect ?? about[0]?.Effect;
}

const ARTICLES = { 'identity-based': 'an', session: 'a' } as const;

/**
 * Returns why a principal may not do this, or undefined if all of its policies allow it. A session policy can therefore
 * only narrow the role's own policy.
 *
 * @source IAM User Guide, "Troubleshoot access denied error messages", for the wording
 */
export function denialOf(
  { arn, grants }: { readonly arn: string; readonly grants: readonly Grant[] },
  action: string,
  resource: string,
): string | undefined {
  const verdicts = grants.map(({ kind, policy }) => ({ kind, verdict: verdictOf(policy, action, resource) }));
  const denied = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource}`;
  const denying = verdicts.find(({ verdict }) => verdict === 'Deny');
  if (denying) return `${denied} with an explicit deny in ${ARTICLES[denying.kind]} ${denying.kind} policy`;
  const silent = verdicts.find(({ verdict }) => verdict === undefined);
  return silent && `${denied} because no ${silent.kind} policy allows the ${action} action`;
}

/**
 * Whether a text matches a pattern: `*` matches any characters, `?` exactly one. Runs in O(pattern × text) for every
 * pattern.
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  let [at, textAt] = [0, 0];
  /** Backtracking position: lets the last star match one more character. */
  let [afterStar, starEnd] = [-1, 0];
  while (textAt < text.length) {
    const character = pattern[at];
    if (character === '*') {
      at += 1;
      [afterStar, starEnd] = [at, textAt];
    } else if (character === '?' || character === text[textAt]) {
      at += 1;
      textAt += 1;
    } else if (afterStar >= 0) {
      starEnd += 1;
      [at, textAt] = [afterStar, starEnd];
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

function asList<Item>(value: OneOrMore<Item> | undefined): readonly Item[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Item[]) : [value as Item];
}

function areTexts(value: unknown, pattern: RegExp): boolean {
  const list = asList(value);
  return list.length > 0 && list.every((item) => typeof item === 'string' && pattern.test(item));
}
