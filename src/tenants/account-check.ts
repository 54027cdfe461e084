import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

import type { StaticKeys, Tenant } from '../config/tenant.js';
import { type CredentialSource, CredentialsUnavailable, misconfigured, sameKeys } from './credentials.js';
import type { Sts } from './sts.js';

/**
 * Lets keys through only when they are the account's that the tenant is said to have: as STS told with them, else as it
 * answers to GetCallerIdentity. Keys that were found right are not asked about again.
 *
 * @returns a source that throws Failure `tenant-misconfigured` for another account's keys.
 */
export function ofOwnAccount(
  source: CredentialSource,
  accountOf: (keys: StaticKeys) => Promise<string | undefined>,
  { awsAccount }: Pick<Tenant, 'awsAccount'>,
): CredentialSource {
  let known: StaticKeys | undefined;
  return async () => {
    const fetched = await source();
    if (known !== undefined && sameKeys(known, fetched.keys)) return fetched;
    const account = fetched.accountId ?? (await accountOf(fetched.keys));
    if (account === undefined) throw new CredentialsUnavailable();
    if (account !== awsAccount) throw misconfigured(`its credentials are of account ${account}, not ${awsAccount}`);
    known = fetched.keys;
    return fetched;
  };
}

/** The account that keys act in, as STS says. */
export function accountOf(sts: Sts, region: string, keys: StaticKeys): Promise<string | undefined> {
  return sts.ask(region, (settings) => {
    const client = new STSClient({ ...settings, credentials: { ...keys } });
    return async () => (await client.send(new GetCallerIdentityCommand({}))).Account;
  });
}
