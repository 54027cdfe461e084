import type * as Sdk from '@aws-sdk/client-rekognition';
import type { RekognitionClient, RekognitionClientConfig } from '@aws-sdk/client-rekognition';

import type { AwsEndpoint, Network } from '../../config/aws-endpoints.js';
import type { StaticKeys, Tenant } from '../../config/tenant.js';
import { RecentMap } from '../../resilience/bounds/recent-map.js';
import { amzDate } from './signature.js';
import { UpstreamHandler } from './upstream-handler.js';

/** More than AWS has regions. */
const MOST_REGIONS = 100;
/** Rekognition accepts signatures within five minutes of its own clock. */
const SKEW_MS = 240_000;

/** Calls an operation of Rekognition by its name. Inputs and outputs are typed by the operations. */
export type Send = (operation: string, input: object, abortSignal: AbortSignal) => Promise<object>;

type Command = new (input: object) => object;

/**
 * The SDK's clients, one per region, for all tenants: a client per tenant takes 26 kB, and reads configuration files when
 * it is created. UpstreamHandler signs each request with the keys of its tenant.
 */
export class RegionClients {
  private readonly clients = new RecentMap<string, RekognitionClient>(MOST_REGIONS);
  private readonly handler: UpstreamHandler;
  private sdk: Promise<typeof Sdk> | undefined;

  constructor(
    private readonly endpoint: AwsEndpoint,
    network: Network,
  ) {
    this.handler = new UpstreamHandler({ mostSockets: 256, keepAlive: true }, network);
  }

  /**
   * Returns a function that sends calls signed with these keys.
   *
   * @param headers added to each request, unsigned.
   */
  of({ region }: Pick<Tenant, 'region'>, keys: StaticKeys, headers: Readonly<Record<string, string>> = {}): Send {
    return async (operation, input, abortSignal) => {
      // With the first call: the SDK takes a quarter of the start.
      const sdk = await (this.sdk ??= import('@aws-sdk/client-rekognition'));
      const client = this.clients.getOrSet(region, () => this.createClient(sdk, region));
      const Command = sdk[`${operation}Command` as keyof typeof Sdk] as unknown as Command;
      const offsetMs = client.config.systemClockOffset;
      try {
        // The SDK types `send` by a union of all commands, and hands the options on to the request handler.
        return await client.send(
          new Command(input) as never,
          { abortSignal, signing: { keys, region, headers } } as object,
        );
      } catch (thrown) {
        const corrected = Math.abs(client.config.systemClockOffset - offsetMs) >= SKEW_MS;
        throw corrected ? withCorrectedClock(thrown) : thrown;
      }
    };
  }

  close(): void {
    this.handler.close();
  }

  private createClient({ RekognitionClient }: typeof Sdk, region: string): RekognitionClient {
    const client = new RekognitionClient({
      ...FIXED,
      region,
      requestHandler: this.handler,
      ...this.endpoint,
    });
    const { middlewareStack } = client;
    // These take 25 µs per call: the call pipeline retries and logs, and nothing reads the headers that they add.
    for (const name of ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware'])
      middlewareStack.remove(name);
    const place = { name: 'retryMiddleware', step: 'finalizeRequest', priority: 'high', override: true } as const;
    // Others are placed after it, so it cannot be removed.
    middlewareStack.add((next) => next, place);
    return client;
  }
}

/** Settings that the SDK would otherwise look up in environment and files. */
const FIXED: RekognitionClientConfig = {
  defaultsMode: 'standard',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  authSchemePreference: [],
  userAgentAppId: '',
  retryMode: 'standard',
  // The call pipeline retries. A second retry loop would multiply attempts.
  maxAttempts: 1,
  // Requests are signed by UpstreamHandler, with the keys of their tenant. The SDK corrects the time.
  credentials: { accessKeyId: 'unused', secretAccessKey: 'unused' },
  signer: {
    sign: (request: { headers: Record<string, string> }, { signingDate }: { signingDate: Date }) => {
      request.headers['x-amz-date'] = amzDate(signingDate);
      return Promise.resolve(request);
    },
  } as never,
};

/**
 * The SDK reports a clock correction only if the machine's clock is wrong, not when it is right again after an earlier
 * correction.
 */
function withCorrectedClock(thrown: unknown): unknown {
  const { $metadata } = (thrown ?? {}) as { $metadata?: { clockSkewCorrected?: boolean } };
  if ($metadata !== undefined) $metadata.clockSkewCorrected = true;
  return thrown;
}
