import type { StaticKeys, Tenant } from '../../config/tenant.js';
import { Failure } from '../../failures/failure.js';
import type { RoleTools } from './assumed-roles.js';
import {
  type CredentialSource,
  CredentialsUnavailable,
  type FetchedKeys,
  misconfigured,
  sameKeys,
} from './credentials.js';
import { load } from './library.js';
import type { Sts } from './sts.js';

type CheckTools = Pick<RoleTools, 'clock' | 'sts'>;

const REFUSAL_REMEMBERED_MS = 60_000;
/** New keys are looked for sooner: AWS rejected these keys, not the tenant. */
const LOOK_AGAIN_MS = 5_000;

/** Returns a source that throws Failure `tenant-misconfigured` if its keys belong to another AWS account. */
export function checkedAccount(source: CredentialSource, tenant: Tenant, tools: CheckTools): CredentialSource {
  const check = new AccountCheck(tenant, tools);
  return async () => check.verify(await source());
}

/** Takes the account from the STS response or GetCallerIdentity. Rejections are cached for a minute. */
class AccountCheck {
  private verified: StaticKeys | undefined;
  private refused: { readonly keys: StaticKeys; readonly failure: Failure; readonly untilMs: number } | undefined;

  constructor(
    private readonly tenant: Tenant,
    private readonly tools: CheckTools,
  ) {}

  async verify(fetched: FetchedKeys): Promise<FetchedKeys> {
    const { keys } = fetched;
    if (this.verified !== undefined && sameKeys(this.verified, keys)) return fetched;
    const account = fetched.accountId ?? (await this.lookUp(keys));
    const { awsAccount } = this.tenant;
    if (account !== awsAccount) throw misconfigured(`its credentials belong to account ${account}, not ${awsAccount}`);
    this.verified = keys;
    return fetched;
  }

  private async lookUp(keys: StaticKeys): Promise<string> {
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

async function accountOf(sts: Sts, region: string, keys: StaticKeys): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = load('@aws-sdk/client-sts');
  return sts.ask(region, (settings) => {
    const client = new STSClient({ ...settings, credentials: { ...keys } });
    return async () => {
      const { Account } = await client.send(new GetCallerIdentityCommand({}));
      if (Account === undefined) throw new CredentialsUnavailable();
      return Account;
    };
  });
}
