import { type Engine, type EngineOptions, startEngine } from '../../src/engine/index.js';
import { eventually } from './eventually.js';
import { HELD_MS, HeldAnswers } from './held-answers.js';

/** A scripted fault in the format of the engine's control route. */
export interface Fault {
  operation: string;
  fault: string;
  times?: number;
  share?: number;
  latencyMs?: number;
  effect?: 'before' | 'after';
}

/** A call that the engine received. */
export interface SeenCall {
  atMs: number;
  operation: string;
  accountId: string;
  accessKeyId: string;
  region: string;
  result: string;
  requestId: string;
}

/** An engine whose faults, calls and clock a test controls. Its latency makes calls overlap. */
export class TestEngine {
  private constructor(
    private readonly engine: Engine,
    private readonly answers: HeldAnswers,
  ) {}

  /** @param options without `nowMs`, only `advance` moves the engine's clock. */
  static async start(options: EngineOptions = {}): Promise<TestEngine> {
    const startMs = Date.now();
    const answers = new HeldAnswers();
    const defaults = { control: true, latencyMs: 20, seed: 7, nowMs: () => startMs, wait: answers.wait };
    return new TestEngine(await startEngine({ ...defaults, ...options }), answers);
  }

  get url(): string {
    return this.engine.url;
  }

  close(): Promise<void> {
    return this.engine.close();
  }

  async fail(...faults: Fault[]): Promise<void> {
    await this.control('PUT', 'faults', faults);
  }

  /** Executes the next calls of an operation but holds their answers until `release`. Replaces other faults. */
  hold(operation: string, times = 1): Promise<void> {
    return this.fail({ operation, fault: 'latency', latencyMs: HELD_MS, times });
  }

  /** Sends the answers held so far. */
  release(): void {
    this.answers.release();
  }

  async heal(): Promise<void> {
    await this.control('DELETE', 'faults');
  }

  async calls(operation?: string): Promise<SeenCall[]> {
    const { calls } = (await this.control('GET', 'calls')) as { calls: SeenCall[] };
    return calls.filter((call) => operation === undefined || call.operation === operation);
  }

  async forgetCalls(): Promise<void> {
    await this.control('DELETE', 'calls');
  }

  async advance(advanceMs: number): Promise<void> {
    await this.control('POST', 'clock', { advanceMs });
  }

  /** Waits until the engine has seen `count` calls of an operation. */
  seen(count: number, operation = 'DisassociateFaces'): Promise<void> {
    return eventually(async () => (await this.calls(operation)).length >= count);
  }

  private async control(method: string, route: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/_engine/${route}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`engine control ${method} ${route}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
