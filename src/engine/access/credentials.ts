import type { EngineAccount } from './accounts.js';
import { awsId } from '../protocol/aws-ids.js';
import type { EngineCredential, CredentialFinder } from '../protocol/sigv4.js';

/** Looks up configured access keys first, then STS sessions. */
export function credentialFinder(accounts: readonly EngineAccount[], sessionOf: CredentialFinder): CredentialFinder {
  const keys = new Map(accounts.map((account) => [account.accessKeyId, credentialOf(account)]));
  return (accessKeyId, sessionToken) => keys.get(accessKeyId) ?? sessionOf(accessKeyId, sessionToken);
}

function credentialOf({
  accountId,
  accessKeyId,
  secretAccessKey,
  sessionToken,
  policy,
}: EngineAccount): EngineCredential {
  return {
    principal: {
      accountId,
      arn: `arn:aws:iam::${accountId}:user/${accessKeyId}`,
      userId: awsId('AIDA', 21, accessKeyId),
      grants: policy ? [{ kind: 'identity-based', policy }] : [],
    },
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}
