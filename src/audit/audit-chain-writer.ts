import type { KeyObject } from 'node:crypto';
import type { Clock } from '../resilience/time/clock.js';
import { delay } from '../resilience/time/call-limits.js';
import { AuditChain, type ChainHead, EMPTY_TAIL, resume, type Tail } from './audit-chain.js';
import type { AuditDestination } from './audit-file.js';
import type { AuditRun } from './audit-line.js';
import { AuditLocked } from './audit-lock.js';

/** How long a start waits for the previous process, for example during a rollout. */
const LOCK_WAIT_MS = 10_000;
const LOCK_RETRY_MS = 250;

export interface OpeningLine {
  readonly event: 'start' | 'head';
  readonly facts: object;
}

/** Continues the chain at the end of a destination. The next write begins with lines that could not be written. */
export class ChainWriter {
  private chain: AuditChain | undefined;
  /** The end of a destination that was opened but not written to yet. */
  private tail: Tail | undefined;

  /** @param keys the first key signs, all of them verify. */
  constructor(
    readonly destination: AuditDestination,
    private readonly keys: readonly KeyObject[],
    private readonly run: AuditRun,
  ) {}

  /**
   * Opens the destination if necessary, and writes lines left over from earlier attempts.
   *
   * @throws AuditLocked if another process writes there; Error with a `code` if it cannot be written.
   */
  async prepare(): Promise<void> {
    this.tail = (await this.destination.open()) ?? this.tail;
    await this.destination.write([]);
  }

  /**
   * Waits up to LOCK_WAIT_MS for the previous process to end.
   *
   * @param onWaiting called once if there is one, with a message that names it.
   * @throws AuditLocked
   */
  async waitForLock(clock: Clock, onWaiting: (message: string) => void): Promise<void> {
    const endMs = clock.monotonicMs() + LOCK_WAIT_MS;
    for (let isFirst = true; ; isFirst = false) {
      const fault = await this.prepare().catch((thrown: unknown) => thrown);
      // Other faults are found, reported and retried by the first write.
      if (!(fault instanceof AuditLocked)) return;
      if (isFirst) onWaiting(fault.message);
      if (clock.monotonicMs() >= endMs) throw fault;
      await delay(clock, LOCK_RETRY_MS);
    }
  }

  /** Returns the first line of a process or file, or a due head. Call after `prepare`. */
  opening(isHeadDue: boolean): OpeningLine | undefined {
    const { chain, tail } = this;
    this.tail = undefined;
    if (chain === undefined) return this.begin(tail ?? EMPTY_TAIL);
    const isDue = isHeadDue || tail !== undefined;
    return isDue ? { event: 'head', facts: { follows: chain.head, run: this.run.run } } : undefined;
  }

  async write(bodies: readonly string[]): Promise<ChainHead> {
    const { chain } = this;
    if (chain === undefined) throw new TypeError('a chain begins with its opening line');
    await this.destination.write(bodies.map((body) => chain.seal(body)));
    return chain.head;
  }

  private begin(tail: Tail): OpeningLine {
    const { chain, follows, torn } = resume(tail, this.keys);
    this.chain = new AuditChain(this.keys, follows);
    const details = { ...(chain === 'continues' && { follows }), ...(torn !== undefined && { torn }) };
    return { event: 'start', facts: { chain, ...details, ...this.run } };
  }
}
