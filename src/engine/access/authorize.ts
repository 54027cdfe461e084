import type { EnginePrincipal } from './caller.js';
import { verdictOf } from './policy.js';

const ARTICLES = { 'identity-based': 'an', session: 'a' } as const;

/**
 * Returns why a principal may not do this, or undefined if all of its policies allow it. A session policy can therefore
 * only narrow the role's own policy.
 *
 * @source IAM User Guide, "Troubleshoot access denied error messages", for the wording
 */
export function denialOf({ arn, grants }: EnginePrincipal, action: string, resource: string): string | undefined {
  const verdicts = grants.map(({ kind, policy }) => ({ kind, verdict: verdictOf(policy, action, resource) }));
  const denied = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource}`;
  const denying = verdicts.find(({ verdict }) => verdict === 'Deny');
  if (denying) return `${denied} with an explicit deny in ${ARTICLES[denying.kind]} ${denying.kind} policy`;
  const silent = verdicts.find(({ verdict }) => verdict === undefined);
  return silent && `${denied} because no ${silent.kind} policy allows the ${action} action`;
}
