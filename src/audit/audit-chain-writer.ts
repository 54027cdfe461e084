import { AuditChain, type ChainHead } from './audit-chain.js';
import type { AuditDestination } from './audit-destination.js';
import type { AuditRun } from './audit-line.js';
import { NOTHING_THERE, resume, type Tail } from './audit-resume.js';

/** The line that has to come first, and what it tells. */
export interface OpeningLine {
  readonly event: 'start' | 'head';
  readonly facts: object;
}

/**
 * Writes one chain to a destination, from where it ends there. A line that has been put into the chain stays in it: if
 * it cannot be written, it is the first that is written later.
 */
export class ChainWriter {
  private chain: AuditChain | undefined;
  /** Of what was opened and not yet written to. */
  private tail: Tail | undefined;

  /**
   * @param keys the first one signs, all of them verify.
   * @param run this process, which its first line and its heads name.
   */
  constructor(
    private readonly destination: AuditDestination,
    private readonly keys: readonly Buffer[],
    private readonly run: AuditRun,
  ) {}

  /**
   * Opens what is not open, and writes what earlier tries left.
   *
   * @throws AuditLocked if another process writes there; Error with a `code` if it cannot be written.
   */
  async prepare(): Promise<void> {
    this.tail = (await this.destination.open()) ?? this.tail;
    await this.destination.write([]);
  }

  /** After `prepare`. What begins a process or a file says what it follows. */
  opening(isHeadDue: boolean): OpeningLine | undefined {
    const { chain, tail } = this;
    this.tail = undefined;
    if (chain === undefined) return this.begin(tail ?? NOTHING_THERE);
    const isDue = isHeadDue || tail !== undefined;
    return isDue ? { event: 'head', facts: { follows: chain.head, run: this.run.run } } : undefined;
  }

  /** After `prepare`: whether there is enough space left for lines that can be left out. */
  hasSpace(): Promise<boolean> {
    return this.destination.hasSpace();
  }

  /**
   * Adds lines to the chain and writes them.
   *
   * @returns where the chain then ends.
   */
  async write(bodies: readonly string[]): Promise<ChainHead> {
    const { chain } = this;
    if (chain === undefined) throw new TypeError('a chain begins with its opening line');
    await this.destination.write(bodies.map((body) => chain.seal(body)));
    return chain.head;
  }

  close(): Promise<void> {
    return this.destination.close();
  }

  private begin(tail: Tail): OpeningLine {
    const { chain, follows, torn } = resume(tail, this.keys);
    this.chain = new AuditChain(this.keys, follows);
    const told = { ...(chain === 'continues' && { follows }), ...(torn !== undefined && { torn }) };
    return { event: 'start', facts: { chain, ...told, ...this.run } };
  }
}
