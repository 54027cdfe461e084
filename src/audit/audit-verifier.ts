import type { KeyObject } from 'node:crypto';

import {
  BEGINNING,
  type ChainHead,
  contentOf,
  follows,
  readSealed,
  seqOf,
  type SealedLine,
  type TornLine,
  tornLine,
} from './audit-chain.js';

/** The message names the first line that proves that a chain is broken. */
export class AuditFault extends Error {
  override readonly name = 'AuditFault';
}

export interface FoundLine {
  /** For example `audit.jsonl line 7`. */
  readonly place: string;
  /** Without the line break. */
  readonly bytes: Buffer;
  /** Whether the line break is present. */
  readonly isEnded: boolean;
}

/** A head from another source, and its name, for example `the head in service.log line 7`. */
export interface KnownHead extends ChainHead {
  readonly name: string;
  /** Id of the process that logged it. */
  readonly run?: string;
}

export interface AuditSummary {
  readonly events: ReadonlyMap<string, number>;
  /** Lines left unfinished by a killed process or a full disk. */
  readonly torn: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly lastEvent: string;
  readonly head: ChainHead;
  /** How many of the known heads the chain contains; heads before its first line are ignored. */
  readonly headsFound: number;
}

export interface VerifierOptions {
  readonly keys: readonly KeyObject[];
  /** Predecessor of the first line. Default: the chain begins with the first line. */
  readonly after?: ChainHead | undefined;
  /** Heads recorded elsewhere. The chain must contain all of them, except those before its first line. */
  readonly heads?: readonly KnownHead[] | undefined;
}

/** Verifies a chain line by line. Memory grows with the number of known heads only. */
export class AuditVerifier {
  /** Ids of the processes that wrote the chain. */
  readonly runs = new Set<string>();
  private head: ChainHead;
  private readonly missing: Map<number, readonly KnownHead[]>;
  private headsFound = 0;
  private readonly events = new Map<string, number>();
  private tornLines = 0;
  /** The previous line, if it was unfinished. */
  private torn: FoundLine | undefined;
  private place = 'the beginning';
  private firstAt = '';
  private last = { at: '', event: '' };

  constructor(private readonly options: VerifierOptions) {
    this.head = options.after ?? BEGINNING;
    const due = (options.heads ?? []).filter(({ seq }) => seq > this.head.seq);
    this.missing = Map.groupBy(due, ({ seq }) => seq);
  }

  /** `SEQ:MAC` of the last line that was checked. */
  get lastHead(): string {
    return `${this.head.seq}:${this.head.mac}`;
  }

  /** Whether the line follows the last line that was checked. False before the first one. */
  isNext({ bytes }: FoundLine): boolean {
    const line = readSealed(bytes);
    return this.events.size > 0 && line !== undefined && this.isDue(line);
  }

  /** @throws AuditFault if the line does not follow the previous one. */
  check(found: FoundLine): void {
    const line = found.isEnded ? readSealed(found.bytes) : undefined;
    this.refuseTorn(line, found.bytes);
    this.place = found.place;
    if (line === undefined) this.torn = found;
    else this.accept(line);
  }

  /** @throws AuditFault if lines are missing at the end. */
  finish(): AuditSummary {
    this.refuseTorn(undefined);
    if (this.events.size === 0) throw new AuditFault('there are no lines');
    const [lost] = [...this.missing.values()].flat();
    if (lost !== undefined) {
      throw new AuditFault(
        `${this.place} is the last one, seq ${this.head.seq}: ${lost.name}, seq ${lost.seq}, is missing`,
      );
    }
    const { events, tornLines, firstAt, last, head, headsFound } = this;
    return { events, torn: tornLines, firstAt, lastAt: last.at, lastEvent: last.event, head, headsFound };
  }

  private accept(line: SealedLine): void {
    if (!this.isDue(line)) throw new AuditFault(`${this.place} ${this.describeFault(line)}`);
    const { seq, at, event, run } = contentOf(line) as { seq: number; at: string; event: string; run?: string };
    this.head = { seq, mac: line.mac };
    this.firstAt ||= at;
    this.last = { at, event };
    if (run !== undefined) this.runs.add(run);
    this.events.set(event, (this.events.get(event) ?? 0) + 1);
    this.compareHeads();
  }

  private compareHeads(): void {
    const { seq, mac } = this.head;
    const due = this.missing.get(seq) ?? [];
    const other = due.find((head) => head.mac !== mac);
    if (other !== undefined) {
      throw new AuditFault(
        `${this.place} is not ${other.name}: lines were cut off before it, or this is another audit`,
      );
    }
    this.headsFound += due.length;
    this.missing.delete(seq);
  }

  /**
   * An unfinished line is valid if the next line reports it, or repeats it completely after a full disk and a rotation.
   */
  private refuseTorn(next: SealedLine | undefined, bytes?: Buffer): void {
    const { torn } = this;
    if (torn === undefined) return;
    const isRepeated = !torn.isEnded && bytes?.subarray(0, torn.bytes.length).equals(torn.bytes) === true;
    const isKnown = next !== undefined && this.isDue(next) && (isRepeated || isToldBy(next, tornLine(torn.bytes)));
    if (!isKnown) throw new AuditFault(`${torn.place} is torn or not an audit line`);
    this.torn = undefined;
    this.tornLines += 1;
  }

  private isDue(line: SealedLine): boolean {
    return follows(line, this.head.mac, this.options.keys);
  }

  private describeFault(line: SealedLine): string {
    const expected = this.head.seq + 1;
    const seq = seqOf(line);
    if (follows(line, BEGINNING.mac, this.options.keys)) return `begins a new chain where seq ${expected} was expected`;
    if (seq === undefined || seq === expected) return 'was changed, or signed with another secret';
    const where = `has seq ${seq} where ${expected} was expected:`;
    return seq > expected ? `${where} lines before it are missing or moved` : `${where} it was inserted or moved`;
  }
}

function isToldBy(next: SealedLine, { bytes, sha256 }: TornLine): boolean {
  const { event, torn } = contentOf(next) as { event: string; torn?: TornLine };
  return event === 'start' && torn?.bytes === bytes && torn.sha256 === sha256;
}
