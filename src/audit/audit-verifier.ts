import { BEGINNING, type ChainHead, contentOf, follows, readSealed, type SealedLine } from './audit-chain.js';
import { type TornLine, tornLine } from './audit-resume.js';

/** A chain is broken. The message names the first line that proves it. */
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
}

/** The content of an intact chain. */
export interface AuditSummary {
  /** Number of lines by event. */
  readonly events: ReadonlyMap<string, number>;
  /** Lines that were left unfinished by a process that was killed, or when their file was full and was then renamed. */
  readonly torn: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly lastEvent: string;
  readonly head: ChainHead;
  /** How many of the known heads the chain contains; heads before its first line are ignored. */
  readonly headsFound: number;
}

export interface VerifierOptions {
  readonly keys: readonly Buffer[];
  /** Predecessor of the first line. Default: the chain begins with the first line. */
  readonly after?: ChainHead | undefined;
  /** Heads recorded elsewhere. The chain must contain all of them, except those before its first line. */
  readonly heads?: readonly KnownHead[] | undefined;
}

/** Verifies a chain line by line. Memory grows with the number of known heads only. */
export class AuditVerifier {
  private head: ChainHead;
  private readonly missing: Map<number, readonly KnownHead[]>;
  private headsFound = 0;
  private readonly events = new Map<string, number>();
  private tornLines = 0;
  /** The line before, if it was none. */
  private torn: FoundLine | undefined;
  private place = 'the beginning';
  private firstAt = '';
  private last = { at: '', event: '' };

  constructor(private readonly options: VerifierOptions) {
    this.head = options.after ?? BEGINNING;
    const due = (options.heads ?? []).filter(({ seq }) => seq > this.head.seq);
    this.missing = Map.groupBy(due, ({ seq }) => seq);
  }

  /** @throws AuditFault when the line is not the one that was due. */
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
    const { seq, at, event } = contentOf(line) as { seq: number; at: string; event: string };
    this.head = { seq, mac: line.mac };
    this.firstAt ||= at;
    this.last = { at, event };
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
   * What is no whole line was left unfinished only if the line after it says so, or is that same line: a file that was
   * full and was then renamed ends with the beginning of the line with which the next file begins.
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

/** Of a line that nothing vouches for. */
function seqOf(line: SealedLine): number | undefined {
  try {
    const { seq } = contentOf(line);
    return typeof seq === 'number' ? seq : undefined;
  } catch {
    return undefined;
  }
}
