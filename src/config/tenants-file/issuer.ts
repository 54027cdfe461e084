/**
 * Who signs the tokens of callers that have no API key. The operator trusts it to say, in `tenantClaim`, for which
 * tenant a caller acts, and in `scopesClaim` what they may do; `jwksUri` is the only place its keys are fetched from.
 * With `tenants` it is believed for those alone: an issuer that belongs to one customer speaks for no other.
 */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly algorithms: readonly string[];
  readonly tenantClaim: string;
  readonly scopesClaim: string;
  /** The longest life of a token, from `iat` to `exp`. Absent: 24 hours. */
  readonly maxLifetimeSeconds?: number;
  /** Ids of tenants. Absent: all of the file. */
  readonly tenants?: readonly string[];
}
