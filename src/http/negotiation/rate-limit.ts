import type { Tenant } from '../../config/tenant.js';
import type { Quota } from '../../tenants/aws/account-quotas.js';

/**
 * `RateLimit-Policy` has the account's quota for the operation, `RateLimit` the tenant's share of what is left of it.
 * Returns no headers if the quota is unlimited.
 *
 * @source draft-ietf-httpapi-ratelimit-headers-10
 */
export function rateLimitHeaders({ key, limited, limiter }: Quota, { id, weight }: Tenant): Record<string, string> {
  if (!limited) return {};
  const { perSecond } = limiter.rate;
  const [quota, windowSeconds] = perSecond >= 1 ? [Math.floor(perSecond), 1] : [1, Math.ceil(1 / perSecond)];
  const remaining = Math.floor(limiter.available * limiter.shareOf(id, weight));
  const seconds = Math.max(1, Math.ceil(limiter.expectedWaitMs({ flow: id, weight }) / 1_000));
  return {
    'RateLimit-Policy': `"${key}";q=${quota};w=${windowSeconds}`,
    RateLimit: `"${key}";r=${remaining};t=${seconds}`,
  };
}
