import { RekognitionClient, type RekognitionClientConfig } from '@aws-sdk/client-rekognition';

import type { StaticKeys, Tenant } from '../../config/tenant.js';
import { RecentMap } from '../../resilience/bounds/recent-map.js';
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
  private readonly leases: RecentMap<string, Lease>;
  private readonly handler = new UpstreamHandler();

  constructor(private readonly settings: ClientSettings) {
    this.leases = new RecentMap(settings.capacityClients);
  }

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
    for (const [, lease] of this.leases.all()) retire(lease);
    this.handler.close();
  }

  private leaseFor(tenant: Tenant, keys: StaticKeys): Lease {
    const kept = this.leases.get(tenant.id);
    if (kept?.keys === keys) return kept;
    const client = this.createClient(tenant, keys, kept?.client.config.systemClockOffset);
    const lease = { keys, client, callsInFlight: 0, retired: false };
    for (const former of [kept, this.leases.set(tenant.id, lease)]) if (former !== undefined) retire(former);
    return lease;
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

function retire(lease: Lease): void {
  lease.retired = true;
  endIfUnused(lease);
}

function endIfUnused(lease: Lease): void {
  if (lease.retired && lease.callsInFlight === 0) lease.client.destroy();
}
