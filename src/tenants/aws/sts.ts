import type { STSClientConfig } from '@aws-sdk/client-sts';

import { classify } from '../../failures/classify.js';
import type { Clock } from '../../resilience/time/clock.js';
import { CongestionWindow } from '../../resilience/bounds/congestion-window.js';
import { withinMs } from '../../resilience/time/time-limit.js';
import { credentialFailure } from './credential-failure.js';
import { UpstreamHandler } from './upstream-handler.js';

/** How an STS client is to be made: for one region, with one try, under the time limit of the try. */
export interface StsClientSettings extends Pick<STSClientConfig, 'requestHandler'> {
  readonly region: string;
  readonly endpoint?: string;
  readonly maxAttempts: 1;
}

const TRY_MS = 5_000;
const WINDOW = { least: 4, most: 32, pauseMs: 1_000 };

/** The way to AWS's Security Token Service: to each region's endpoint, or the one that all calls are sent to. */
export class Sts {
  /** Asked so rarely that a kept connection would be found closed. */
  private readonly handler = new UpstreamHandler({ mostSockets: 64, keepAlive: false });
  private readonly windows = new Map<string, CongestionWindow>();
  private unanswered = 0;

  constructor(
    private readonly clock: Clock,
    private readonly endpoint: string | undefined,
  ) {}

  /** How many questions are on the wire. */
  get asking(): number {
    return this.unanswered;
  }

  /**
   * Asks when the endpoint has room, for 5 s at most, and once more when STS found this machine's clock wrong.
   *
   * @param prepare makes the client and gives what asks with it; a client that was told the time knows it.
   * @throws Failure as `credentialFailure` tells it.
   */
  async ask<T>(region: string, prepare: (settings: StsClientSettings) => () => Promise<T>): Promise<T> {
    const attempt = async (signal: AbortSignal): Promise<T> =>
      onTime(prepare({ ...this.clientSettings(region), requestHandler: this.handler.endingWith(signal) }));
    const ask = (): Promise<T> => {
      this.unanswered += 1;
      return withinMs(this.clock, TRY_MS, attempt).finally(() => (this.unanswered -= 1));
    };
    try {
      return await this.windowOf(region).run(ask, isThrottle);
    } catch (thrown) {
      throw credentialFailure(thrown);
    }
  }

  /** For clients that are made by others, and asked without a time limit. */
  clientSettings(region: string): StsClientSettings {
    const endpoint = this.endpoint === undefined ? {} : { endpoint: this.endpoint };
    return { region, maxAttempts: 1, requestHandler: this.handler, ...endpoint };
  }

  close(): void {
    this.handler.close();
  }

  private windowOf(region: string): CongestionWindow {
    const name = this.endpoint ?? region;
    const window = this.windows.get(name) ?? new CongestionWindow(this.clock, WINDOW);
    this.windows.set(name, window);
    return window;
  }
}

async function onTime<T>(ask: () => Promise<T>): Promise<T> {
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
