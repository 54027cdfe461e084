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
  /** Incomplete lines of killed processes, each reported by the line after it. */
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
  /** The previous line, if it was incomplete. */
  private torn: (TornLine & { readonly place: string }) | undefined;
  private place = 'the beginning';
  private firstAt = '';
  private last = { at: '', event: '' };

  constructor(private readonly options: VerifierOptions) {
    this.head = options.after ?? BEGINNING;
    const due = (options.heads ?? []).filter(({ seq }) => seq > this.head.seq);
    this.missing = Map.groupBy(due, ({ seq }) => seq);
  }

  /** @throws AuditFault if the line is not the expected one. */
  check({ place, bytes, isEnded }: FoundLine): void {
    const line = isEnded ? readSealed(bytes) : undefined;
    this.checkTorn(line);
    this.place = place;
    if (line === undefined) this.torn = { ...tornLine(bytes), place };
    else this.accept(line);
  }

  /** @throws AuditFault if lines are missing at the end. */
  finish(): AuditSummary {
    this.checkTorn(undefined);
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
    if (!follows(line, this.head.mac, this.options.keys))
      throw new AuditFault(`${this.place} ${this.describeFault(line)}`);
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

  /** An incomplete line is accepted only if the start line after it reports it. */
  private checkTorn(next: SealedLine | undefined): void {
    const { torn } = this;
    if (torn === undefined) return;
    if (next === undefined || !this.isReportedBy(next, torn))
      throw new AuditFault(`${torn.place} is torn or not an audit line`);
    this.torn = undefined;
    this.tornLines += 1;
  }

  private isReportedBy(next: SealedLine, torn: TornLine): boolean {
    if (!follows(next, this.head.mac, this.options.keys)) return false;
    const { event, torn: reported } = contentOf(next) as { event: string; torn?: TornLine };
    return event === 'start' && reported?.bytes === torn.bytes && reported.sha256 === torn.sha256;
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

/** Reads the number of a line whose MAC is invalid. */
function seqOf(line: SealedLine): number | undefined {
  try {
    const { seq } = contentOf(line);
    return typeof seq === 'number' ? seq : undefined;
  } catch {
    return undefined;
  }
}
