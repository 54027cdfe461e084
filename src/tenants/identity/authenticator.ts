import { Injectable } from '@nestjs/common';

import type { CallLimits } from '../../resilience/time/call-limits.js';
import { type Credential, CredentialRefused, type Identity } from './identity.js';
import { TenantDirectory } from './tenant-directory.js';
import { TokenVerifier } from './token-verifier.js';

/** Finds out who calls, from the credential alone. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly directory: TenantDirectory,
    private readonly tokens: TokenVerifier,
  ) {}

  /**
   * @throws CredentialRefused when it is nobody's, or not good any more.
   * @throws Failure issuer-unavailable when nobody can tell.
   * @throws DeadlinePassed, CallerLeft when patience ends before an issuer's keys are there.
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
