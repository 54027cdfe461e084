import { RekognitionClient, type RekognitionClientConfig } from '@aws-sdk/client-rekognition';

import type { StaticKeys, Tenant } from '../../config/tenant.js';
import { UpstreamHandler } from './upstream-handler.js';

interface ClientSettings {
  /** Overrides AWS's endpoint. */
  readonly endpoint?: string;
  /** The least recently used client is evicted. */
  readonly capacityClients: number;
}

/** Rekognition accepts signatures within five minutes of its own clock. */
const SKEW_MS = 240_000;

interface Lease {
  readonly keys: StaticKeys;
  readonly client: RekognitionClient;
  callsInFlight: number;
  retired: boolean;
}

/**
 * Caches one SDK client per tenant. New keys create a new client, which inherits the clock offset of the previous one.
 * An evicted or replaced client is destroyed after its calls in flight.
 */
export class TenantClients {
  private readonly leases = new Map<string, Lease>();
  private readonly handler = new UpstreamHandler();

  constructor(private readonly settings: ClientSettings) {}

  /** Runs `work` with a client that signs with these keys. Do not keep the client beyond it. */
  async use<T>(tenant: Tenant, keys: StaticKeys, work: (client: RekognitionClient) => Promise<T>): Promise<T> {
    const lease = this.leaseFor(tenant, keys);
    const { config } = lease.client;
    const offsetMs = config.systemClockOffset;
    lease.callsInFlight += 1;
    try {
      return await work(lease.client);
    } catch (thrown) {
      throw Math.abs(config.systemClockOffset - offsetMs) < SKEW_MS ? thrown : withCorrectedClock(thrown);
    } finally {
      lease.callsInFlight -= 1;
      endIfUnused(lease);
    }
  }

  close(): void {
    for (const [id, lease] of this.leases) this.retire(id, lease);
    this.handler.close();
  }

  private leaseFor(tenant: Tenant, keys: StaticKeys): Lease {
    const kept = this.leases.get(tenant.id);
    const lease = kept?.keys === keys ? kept : this.leaseAfter(kept, tenant, keys);
    // A Map iterates in insertion order: reinserting keeps the least recently used entry first.
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

  private leaseAfter(former: Lease | undefined, tenant: Tenant, keys: StaticKeys): Lease {
    const client = this.createClient(tenant, keys, former?.client.config.systemClockOffset);
    if (former !== undefined) this.retire(tenant.id, former);
    return { keys, client, callsInFlight: 0, retired: false };
  }

  private createClient({ region }: Tenant, keys: StaticKeys, systemClockOffset = 0): RekognitionClient {
    const config: RekognitionClientConfig = {
      region,
      systemClockOffset,
      // The SDK writes into its credentials object.
      credentials: { ...keys },
      // The call pipeline retries. A second retry loop would multiply attempts.
      maxAttempts: 1,
      requestHandler: this.handler,
      cacheMiddleware: true,
      ...(this.settings.endpoint !== undefined && { endpoint: this.settings.endpoint }),
    };
    return new RekognitionClient(config);
  }
}

/** The SDK does not report that an earlier clock correction was undone. */
function withCorrectedClock(thrown: unknown): unknown {
  const { $metadata } = (thrown ?? {}) as { $metadata?: { clockSkewCorrected?: boolean } };
  if ($metadata !== undefined) $metadata.clockSkewCorrected = true;
  return thrown;
}

function endIfUnused(lease: Lease): void {
  if (lease.retired && lease.callsInFlight === 0) lease.client.destroy();
}
