import { RekognitionClient, type RekognitionClientConfig } from '@aws-sdk/client-rekognition';

import type { Tenant } from '../config/tenant.js';
import { staticProvider } from './credentials.js';
import { UpstreamHandler } from './upstream-handler.js';

/** Where clients send their calls. Without an endpoint the SDK finds AWS's own for the region. */
export interface ClientSettings {
  readonly endpoint?: string;
  /** How many clients are kept; the least recently used one makes room. */
  readonly capacityClients: number;
}

/** A client and who still needs it. */
interface Lease {
  readonly client: RekognitionClient;
  callsInFlight: number;
  retired: boolean;
}

/**
 * Keeps one SDK client per tenant, signing with that tenant's credentials and no other.
 *
 * A client that was evicted or replaced takes no new calls and ends after its calls in flight. `close` ends the
 * connections of all.
 */
export class TenantClients {
  private readonly leases = new Map<string, Lease>();
  private readonly handler = new UpstreamHandler();

  constructor(private readonly settings: ClientSettings) {}

  /** Runs `work` with the tenant's client. The client must not be kept beyond it. */
  async use<T>(tenant: Tenant, work: (client: RekognitionClient) => Promise<T>): Promise<T> {
    const lease = this.leaseFor(tenant);
    lease.callsInFlight += 1;
    try {
      return await work(lease.client);
    } finally {
      lease.callsInFlight -= 1;
      endIfUnused(lease);
    }
  }

  /**
   * Makes the tenant's next call read its credentials anew. Of many calls that failed on one client the first
   * replaces it and the others find it replaced.
   */
  renew(tenant: Tenant, failed: RekognitionClient): void {
    const lease = this.leases.get(tenant.id);
    if (lease?.client === failed) this.retire(tenant.id, lease);
  }

  close(): void {
    for (const [id, lease] of this.leases) this.retire(id, lease);
    this.handler.close();
  }

  private leaseFor(tenant: Tenant): Lease {
    const lease = this.leases.get(tenant.id) ?? { client: this.createClient(tenant), callsInFlight: 0, retired: false };
    // A Map lists its keys in order of insertion: putting the used one last keeps the least used one first.
    this.leases.delete(tenant.id);
    this.leases.set(tenant.id, lease);
    const [oldest] = this.leases;
    if (this.leases.size > this.settings.capacityClients && oldest !== undefined) this.retire(...oldest);
    return lease;
  }

  private retire(tenantId: string, lease: Lease): void {
    this.leases.delete(tenantId);
    lease.retired = true;
    endIfUnused(lease);
  }

  private createClient({ region, credentials }: Tenant): RekognitionClient {
    const config: RekognitionClientConfig = {
      region,
      // The corridor repeats what may be repeated: a second retry loop below it would multiply attempts.
      maxAttempts: 1,
      requestHandler: this.handler,
      cacheMiddleware: true,
      ...(this.settings.endpoint !== undefined && { endpoint: this.settings.endpoint }),
      ...(credentials.kind === 'static' && { credentials: staticProvider(credentials.read) }),
    };
    return new RekognitionClient(config);
  }
}

function endIfUnused(lease: Lease): void {
  if (lease.retired && lease.callsInFlight === 0) lease.client.destroy();
}
