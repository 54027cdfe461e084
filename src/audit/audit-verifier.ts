import { BEGINNING, type ChainHead, contentOf, follows, readSealed, type SealedLine } from './audit-chain.js';
import { type TornLine, tornLine } from './audit-resume.js';

/** A chain is not whole. The message names the first line at which that shows. */
export class AuditFault extends Error {
  override readonly name = 'AuditFault';
}

/** One line of a file, and where it stands. */
export interface FoundLine {
  /** Such as `audit.jsonl line 7`. */
  readonly place: string;
  /** Without its end. */
  readonly bytes: Buffer;
  /** Whether the line's end is there. */
  readonly isEnded: boolean;
}

/** A head that is known from elsewhere, and where it was found, such as `the head in service.log line 7`. */
export interface KnownHead extends ChainHead {
  readonly name: string;
}

/** What a whole chain holds. */
export interface AuditSummary {
  /** How often each event is told. */
  readonly events: ReadonlyMap<string, number>;
  /** Lines that were left unfinished by a process that was killed, or when their file was full and was then renamed. */
  readonly torn: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly lastEvent: string;
  readonly head: ChainHead;
  /** How many of the known heads the chain holds; those before its first line are not looked for. */
  readonly headsFound: number;
}

export interface VerifierOptions {
  readonly keys: readonly Buffer[];
  /** What the first line has to follow. Default: nothing, it begins the chain. */
  readonly after?: ChainHead | undefined;
  /** Heads that were recorded elsewhere. The chain must hold all that do not lie before its first line. */
  readonly heads?: readonly KnownHead[] | undefined;
}

/** Checks a chain line by line, in constant memory but for the known heads. */
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

  /** @throws AuditFault when lines are missing at the end. */
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
    if (!this.isDue(line)) throw new AuditFault(`${this.place} ${this.whatIsWrong(line)}`);
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
    if (!isKnown) throw new AuditFault(`${torn.place} is torn, or no line`);
    this.torn = undefined;
    this.tornLines += 1;
  }

  private isDue(line: SealedLine): boolean {
    return follows(line, this.head.mac, this.options.keys);
  }

  private whatIsWrong(line: SealedLine): string {
    const due = this.head.seq + 1;
    const seq = seqOf(line);
    if (follows(line, BEGINNING.mac, this.options.keys)) return `begins a new chain where seq ${due} was due`;
    if (seq === undefined || seq === due) return 'was changed, or made with another secret';
    const where = `has seq ${seq} where ${due} was due:`;
    return seq > due ? `${where} lines before it are missing or moved` : `${where} it was put there or moved`;
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
