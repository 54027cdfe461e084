import type * as Rekognition from '@aws-sdk/client-rekognition';

import type { AwsEndpoint, Network } from '../../config/config.js';
import type { StaticKeys, Tenant } from '../../config/tenant.js';
import { systemClock } from '../../resilience/time/clock.js';
import { LongWork } from '../../resilience/time/long-work.js';
import { bodyWithImages, takeImages } from './image-body.js';
import { load } from './library.js';
import { addSignature } from './signature.js';
import { hostOf, type HttpAnswer, type HttpRequest, UpstreamHandler } from './upstream-handler.js';

/** Rekognition accepts signatures within five minutes of its own clock. */
const MIN_SKEW_MS = 240_000;

/** Calls an operation of Rekognition by its name. Inputs and outputs are typed by the operations. */
export type Send = (operation: string, input: object, abortSignal: AbortSignal) => Promise<object>;

/** The SDK's schema of an operation. */
type Schema = readonly [kind: number, namespace: string, name: string, traits: object, input: object, output: object];

interface Sdk {
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly config: Rekognition.RekognitionClientResolvedConfig;
}

/** The SDK's `$ClientProtocol`. */
interface Protocol {
  serializeRequest(operation: object, input: object, context: object): Promise<HttpRequest>;
  deserializeResponse(operation: object, context: object, response: HttpAnswer): Promise<object>;
}

interface Rejection extends Error {
  $metadata?: object;
}

/**
 * Sends the SDK's commands, for all tenants. The SDK's protocol makes requests of inputs, and outputs and exceptions of
 * responses. The SDK's client would take 45 µs more per call to look up endpoint and credentials, sign, retry and log.
 */
export class RegionClients {
  private sdk: Sdk | undefined;
  private readonly handler: UpstreamHandler;
  private readonly encoding = new LongWork();
  /** AWS's clock minus this machine's. */
  private offsetMs = 0;

  constructor(
    private readonly endpoint: AwsEndpoint,
    network: Network,
  ) {
    this.handler = new UpstreamHandler({ mostSockets: 256, keepAlive: true }, network);
  }

  /**
   * Returns a function that sends commands signed with these keys.
   *
   * @param headers added to each request, unsigned.
   */
  of({ region }: Pick<Tenant, 'region'>, keys: StaticKeys, headers: Readonly<Record<string, string>> = {}): Send {
    return async (name, values, abortSignal) => {
      const { schemas, config } = (this.sdk ??= loadSdk());
      const protocol = config.protocol as Protocol;
      const [, namespace, , traits, input, output] = schemas[`${name}$`] as Schema;
      const operation = { namespace, name, traits, input, output };
      const endpoint = (): object => this.endpointIn(region, config);
      const { input: rest, images } = takeImages(values);
      const request = await protocol.serializeRequest(operation, rest, { endpoint });
      let bodySha256: string | undefined;
      if (images.length > 0) {
        const parts = bodyWithImages(textOf(request.body), images);
        ({ bytes: request.body, sha256: bodySha256 } = await this.encoding.run(parts, abortSignal));
      }
      request.headers['host'] = hostOf(request);
      const { offsetMs } = this;
      addSignature(request, { keys, region, atMs: systemClock.wallMs() + offsetMs, bodySha256 });
      Object.assign(request.headers, headers);
      const { response } = await this.handler.handle(request, { abortSignal });
      try {
        return await protocol.deserializeResponse(operation, config, response);
      } catch (thrown) {
        throw this.rejection(thrown as Rejection, response, offsetMs);
      }
    };
  }

  /** Loads the libraries, so that the first call need not. If that fails now, the first call tries again. */
  preload(): void {
    try {
      this.handler.open();
      this.sdk ??= loadSdk();
    } catch {
      // See above.
    }
  }

  close(): void {
    this.handler.close();
  }

  /** The SDK caches it. */
  private endpointIn(Region: string, { endpointProvider }: Sdk['config']): object {
    const { endpoint } = this;
    if ('endpoint' in endpoint) return endpointProvider({ Region, Endpoint: endpoint.endpoint });
    const { useFipsEndpoint: UseFIPS, useDualstackEndpoint: UseDualStack } = endpoint;
    return endpointProvider({ Region, UseFIPS, UseDualStack });
  }

  /** Adds what `classify` reads. An exception has all members of its response, so these replace hostile ones. */
  private rejection(thrown: Rejection, response: HttpAnswer, offsetMs: number): Error {
    const { statusCode: httpStatusCode, headers } = response;
    const { $metadata = { httpStatusCode, requestId: headers['x-amzn-requestid'] } } = thrown;
    thrown.$metadata = { ...$metadata, clockSkewCorrected: this.correctClock(headers, offsetMs) };
    // Not enumerable, so that it is not logged.
    return Object.defineProperty(thrown, '$response', { value: response, enumerable: false });
  }

  /** @param usedMs the offset that the request was signed with. @returns whether the signature's time was wrong. */
  private correctClock({ date = '' }: HttpAnswer['headers'], usedMs: number): boolean {
    const offsetMs = Date.parse(date) - systemClock.wallMs();
    const isWrong = Math.abs(offsetMs - usedMs) >= MIN_SKEW_MS;
    if (isWrong) this.offsetMs = offsetMs;
    return isWrong;
  }
}

/** The SDK warns of its own bytes when they are read in another way. */
function textOf(body: HttpRequest['body']): string {
  return typeof body === 'string' ? body : new TextDecoder().decode(body);
}

function loadSdk(): Sdk {
  const sdk = load('@aws-sdk/client-rekognition');
  const { config } = new sdk.RekognitionClient({ region: 'of each call' });
  return { schemas: sdk as object as Sdk['schemas'], config };
}
