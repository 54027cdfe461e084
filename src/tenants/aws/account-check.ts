import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

import type { StaticKeys, Tenant } from '../../config/tenant.js';
import { Failure } from '../../failures/failure.js';
import type { Clock } from '../../resilience/time/clock.js';
import {
  type CredentialSource,
  CredentialsUnavailable,
  type FetchedKeys,
  misconfigured,
  sameKeys,
} from './credentials.js';
import type { Sts } from './sts.js';

interface CheckTools {
  readonly clock: Clock;
  readonly sts: Sts;
}

const REFUSAL_REMEMBERED_MS = 60_000;
/** Whether there are other keys by now is looked at sooner: AWS has refused these, not the tenant. */
const LOOK_AGAIN_MS = 5_000;

/**
 * Lets keys through only when they are the account's that the tenant is said to have: as STS told with them, else as it
 * answers to GetCallerIdentity. Nothing is sent with keys of which that is not known.
 *
 * @returns a source that throws Failure `tenant-misconfigured` for another account's keys.
 */
export function ofOwnAccount(source: CredentialSource, tenant: Tenant, tools: CheckTools): CredentialSource {
  const check = new AccountCheck(tenant, tools);
  return async () => check.passed(await source());
}

/** Keys that were found right are not asked about again, nor are refused ones for a minute. */
class AccountCheck {
  private right: StaticKeys | undefined;
  private refused: { readonly keys: StaticKeys; readonly failure: Failure; readonly untilMs: number } | undefined;

  constructor(
    private readonly tenant: Tenant,
    private readonly tools: CheckTools,
  ) {}

  async passed(fetched: FetchedKeys): Promise<FetchedKeys> {
    const { keys } = fetched;
    if (this.right !== undefined && sameKeys(this.right, keys)) return fetched;
    const account = fetched.accountId ?? (await this.askFor(keys));
    const { awsAccount } = this.tenant;
    if (account !== awsAccount) throw misconfigured(`its credentials are of account ${account}, not ${awsAccount}`);
    this.right = keys;
    return fetched;
  }

  private async askFor(keys: StaticKeys): Promise<string> {
    const { clock, sts } = this.tools;
    const { refused } = this;
    if (refused !== undefined && sameKeys(refused.keys, keys) && clock.monotonicMs() < refused.untilMs)
      throw refused.failure;
    try {
      return await accountOf(sts, this.tenant.region, keys);
    } catch (thrown) {
      if (!(thrown instanceof Failure) || thrown.code !== 'tenant-credentials') throw thrown;
      const failure = thrown.with({ retryAfterMs: LOOK_AGAIN_MS });
      this.refused = { keys, failure, untilMs: clock.monotonicMs() + REFUSAL_REMEMBERED_MS };
      throw failure;
    }
  }
}

function accountOf(sts: Sts, region: string, keys: StaticKeys): Promise<string> {
  return sts.ask(region, (settings) => {
    const client = new STSClient({ ...settings, credentials: { ...keys } });
    return async () => {
      const { Account } = await client.send(new GetCallerIdentityCommand({}));
      if (Account === undefined) throw new CredentialsUnavailable();
      return Account;
    };
  });
}
