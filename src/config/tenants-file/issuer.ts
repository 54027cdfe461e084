/**
 * An issuer of tokens (JWT). Its `tenantClaim` names the tenant a caller acts for, and its `scopesClaim` the
 * permissions. Keys are fetched only from `jwksUri`.
 */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly algorithms: readonly string[];
  readonly tenantClaim: string;
  readonly scopesClaim: string;
  /** Longest lifetime of a token, from `iat` to `exp`. Default: 24 hours. */
  readonly maxLifetimeSeconds?: number;
  /** Ids of the tenants that the issuer may name. Default: all. */
  readonly tenants?: readonly string[];
}
