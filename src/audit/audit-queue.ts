import type { AuditEvent } from './audit-line.js';

const MAX_BYTES = 16 * 1024 * 1024;
/** The rest is reserved for outcomes of writes that were sent. */
const MAX_UNRESERVED_BYTES = MAX_BYTES / 2;

export interface WaitingLine {
  readonly event: AuditEvent;
  /** JSON, without the members that AuditChain adds. */
  readonly body: string;
  /** The tenant of the write; undefined for lines about the audit itself. */
  readonly tenant?: string | undefined;
  /** Reports whether the line is written. Only the first call counts. */
  readonly settle: (isWritten: boolean) => void;
}

/** A bounded queue. A tenant's lines may take as much space as is still free, so at most half of the queue. */
export class AuditQueue {
  private lines: WaitingLine[] = [];
  private bytes = 0;
  private bytesByTenant = new Map<string, number>();

  get length(): number {
    return this.lines.length;
  }

  get isEmpty(): boolean {
    return this.lines.length === 0;
  }

  /** Whether there is room for a line that is written now or dropped. */
  hasRoom(tenant: string | undefined): boolean {
    return this.bytes + this.bytesOf(tenant) < MAX_UNRESERVED_BYTES;
  }

  /** Whether there is room for a line that may be written later. */
  hasRoomFor(body: string, tenant: string | undefined): boolean {
    return this.bytes + this.bytesOf(tenant) + body.length <= MAX_BYTES;
  }

  push(line: WaitingLine): void {
    const { tenant, body } = line;
    this.lines.push(line);
    this.bytes += body.length;
    if (tenant !== undefined) this.bytesByTenant.set(tenant, this.bytesOf(tenant) + body.length);
  }

  takeAll(): WaitingLine[] {
    const { lines } = this;
    this.lines = [];
    this.bytes = 0;
    this.bytesByTenant = new Map();
    return lines;
  }

  /** Reports all lines as unwritten, but keeps them. */
  settleUnwritten(): void {
    for (const { settle } of this.lines) settle(false);
  }

  private bytesOf(tenant: string | undefined): number {
    return tenant === undefined ? 0 : (this.bytesByTenant.get(tenant) ?? 0);
  }
}
