import { Injectable } from '@nestjs/common';

import type { CallLimits } from '../../resilience/time/call-limits.js';
import { type Credential, type Identity, refuse } from './caller.js';
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
    return identity ?? refuse('unknown-key');
  }

  private async ofToken(token: string, limits: CallLimits): Promise<Identity> {
    const claims = await this.tokens.verify(token, limits);
    const { issuer, subject, tenantId, tenantClaim, scopes, scopesFault, expiresAtMs } = claims;
    const tenant = this.directory.tenantOf(tenantId);
    if (tenant === undefined)
      return refuse('unknown-tenant', { claim: tenantClaim, fault: 'names no tenant of the tenants file' });
    const isTrusted = (): boolean =>
      this.tokens.trusts(issuer, tenantId) && this.directory.tenantOf(tenantId) !== undefined;
    const goodUntilMs = (): number => (isTrusted() ? expiresAtMs : Number.NEGATIVE_INFINITY);
    return { tenant, principal: { kind: 'subject', issuer, subject }, scopes, scopesFault, goodUntilMs };
  }
}
