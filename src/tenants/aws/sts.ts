import type { STSClientConfig } from '@aws-sdk/client-sts';

import type { AwsEndpoint, Network } from '../../config/config.js';
import { classify } from '../../failures/classify.js';
import { CongestionWindow } from '../../resilience/bounds/congestion-window.js';
import type { Clock } from '../../resilience/time/clock.js';
import { withinMs } from '../../resilience/time/call-limits.js';
import { credentialFailure } from './credentials.js';
import { UpstreamHandler } from './upstream-handler.js';

export interface StsClientSettings extends Pick<STSClientConfig, 'requestHandler'> {
  readonly region: string;
  readonly endpoint?: string;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
  readonly maxAttempts: 1;
}

const MAX_TRY_MS = 5_000;
const WINDOW = { least: 4, most: 32, pauseMs: 1_000 };

/** Sends requests to AWS STS, per region or to the endpoint override, with a congestion window per endpoint. */
export class Sts {
  private readonly handler: UpstreamHandler;
  private readonly windows = new Map<string, CongestionWindow>();
  /** Requests in flight. */
  asking = 0;

  constructor(
    private readonly clock: Clock,
    private readonly endpoint: AwsEndpoint,
    network: Network,
  ) {
    // No keep-alive: requests are so rare that idle connections would have been closed.
    this.handler = new UpstreamHandler({ mostSockets: 64, keepAlive: false }, network);
  }

  /**
   * Sends a request, and once more if STS found this machine's clock wrong.
   *
   * @param prepare creates the client and returns the function that sends; the client keeps its corrected clock.
   * @throws Failure from `credentialFailure`.
   */
  async ask<T>(region: string, prepare: (settings: StsClientSettings) => () => Promise<T>): Promise<T> {
    const attempt = async (signal: AbortSignal): Promise<T> =>
      withClockRetry(prepare({ ...this.clientSettings(region), requestHandler: this.handler.endingWith(signal) }));
    const ask = (): Promise<T> => {
      this.asking += 1;
      return withinMs(this.clock, MAX_TRY_MS, attempt).finally(() => (this.asking -= 1));
    };
    try {
      return await this.windowOf(region).run(ask, isThrottle);
    } catch (thrown) {
      throw credentialFailure(thrown);
    }
  }

  /** For clients created elsewhere, without a timeout. */
  clientSettings(region: string): StsClientSettings {
    return { region, maxAttempts: 1, requestHandler: this.handler, ...this.endpoint };
  }

  close(): void {
    this.handler.close();
  }

  private windowOf(region: string): CongestionWindow {
    const name = 'endpoint' in this.endpoint ? this.endpoint.endpoint : region;
    const window = this.windows.get(name) ?? new CongestionWindow(this.clock, WINDOW);
    this.windows.set(name, window);
    return window;
  }
}

async function withClockRetry<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    if (classify(thrown).facts.clockCorrected !== true) throw thrown;
    return ask();
  }
}

function isThrottle(thrown: unknown): boolean {
  return classify(thrown).retry === 'slow-down';
}
