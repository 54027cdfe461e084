import { Injectable } from '@nestjs/common';

import type { CallLimits } from '../../resilience/time/call-limits.js';
import { type Credential, CredentialRefused, type Identity } from './caller.js';
import { TenantDirectory } from './tenant-directory.js';
import { TokenVerifier } from './token-verifier.js';

@Injectable()
export class Authenticator {
  constructor(
    private readonly directory: TenantDirectory,
    private readonly tokens: TokenVerifier,
  ) {}

  /**
   * @throws CredentialRefused if the credential is unknown or no longer valid.
   * @throws Failure issuer-unavailable if that cannot be determined.
   * @throws DeadlinePassed, CallerLeft when the limits are reached before the issuer's keys arrive.
   */
  async identify({ kind, text }: Credential, limits: CallLimits): Promise<Identity> {
    return kind === 'key' ? this.ofKey(text) : this.ofToken(text, limits);
  }

  private ofKey(key: string): Identity {
    const identity = this.directory.identify(key);
    if (identity === undefined) throw new CredentialRefused('unknown-key');
    return identity;
  }

  private async ofToken(token: string, limits: CallLimits): Promise<Identity> {
    const { issuer, subject, tenantId, scopes, expiresAtMs } = await this.tokens.verify(token, limits);
    const tenant = this.directory.tenantOf(tenantId);
    if (tenant === undefined) throw new CredentialRefused('unknown-tenant');
    const isTrusted = (): boolean =>
      this.tokens.trusts(issuer, tenantId) && this.directory.tenantOf(tenantId) !== undefined;
    const goodUntilMs = (): number => (isTrusted() ? expiresAtMs : Number.NEGATIVE_INFINITY);
    return { tenant, principal: { kind: 'subject', issuer, subject }, scopes, goodUntilMs };
  }
}
