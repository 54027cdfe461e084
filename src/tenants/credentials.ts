import type { StaticKeys } from '../config/tenant.js';

/** A tenant's keys are not where the tenants file says they are. */
export class CredentialsUnavailable extends Error {
  override readonly name = 'CredentialsProviderError';
}

/**
 * A credential provider for the SDK that reads a tenant's keys from where the operator keeps them. The SDK asks it
 * once per client.
 *
 * @throws CredentialsUnavailable when a key is gone. There is no other identity to fall back to.
 */
export function staticProvider(read: () => StaticKeys): () => Promise<StaticKeys> {
  return async () => {
    const keys = read();
    if (keys.accessKeyId === '' || keys.secretAccessKey === '') throw new CredentialsUnavailable();
    return Promise.resolve(keys);
  };
}
