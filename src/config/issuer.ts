/**
 * Who signs the tokens of callers that have no API key. The operator trusts it to say, in `tenantClaim`, for which
 * tenant a caller acts, and in `scopesClaim` what they may do; `jwksUri` is the only place its keys are fetched from.
 */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  readonly algorithms: readonly string[];
  readonly tenantClaim: string;
  readonly scopesClaim: string;
}
