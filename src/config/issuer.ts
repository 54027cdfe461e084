/** Who may sign tokens for callers, and what its tokens must say. */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly algorithms: readonly string[];
  readonly tenantClaim: string;
  readonly scopesClaim: string;
}
