const MOST_LINES_PER_CALLER = 10;
/** Also bounds the callers counted separately, because tokens can name any number of subjects. */
const MOST_PER_TENANT = 100;

/** A caller of rejected writes. Without `keyId` and `subject`: all callers of the tenant without their own tally. */
export interface RefusedCaller {
  readonly tenant: string;
  readonly keyId?: string | undefined;
  readonly issuer?: string | undefined;
  readonly subject?: string | undefined;
}

/** The number of rejected writes without a line. */
export interface RefusedMore extends RefusedCaller {
  readonly count: number;
}

interface Tally {
  readonly caller: RefusedCaller;
  lines: number;
  more: number;
  /** In a tenant's tally: the number of its callers with their own tally. */
  callers: number;
}

/**
 * Bounds how many rejected writes get an audit line, per caller and per tenant, and counts the others. AuditLog starts
 * a new period each minute.
 */
export class RefusalTally {
  private tallies = new Map<string, Tally>();

  /**
   * Counts a rejected write.
   *
   * @param mayWrite whether lines can be written now.
   * @returns whether the write gets a line.
   */
  admit(caller: RefusedCaller, mayWrite: boolean): boolean {
    const ofTenant = this.tallyOf({ tenant: caller.tenant });
    const tally = this.find(caller) ?? (ofTenant.callers < MOST_PER_TENANT ? this.tallyOf(caller, ofTenant) : ofTenant);
    const hasLine =
      mayWrite && tally !== ofTenant && tally.lines < MOST_LINES_PER_CALLER && ofTenant.lines < MOST_PER_TENANT;
    if (!hasLine) {
      tally.more += 1;
      return false;
    }
    tally.lines += 1;
    ofTenant.lines += 1;
    return true;
  }

  /** Ends the period and returns its counts. */
  end(): RefusedMore[] {
    const tallies = [...this.tallies.values()];
    this.tallies = new Map();
    return tallies.filter(({ more }) => more > 0).map(({ caller, more }) => ({ ...caller, count: more }));
  }

  private find(caller: RefusedCaller): Tally | undefined {
    return this.tallies.get(keyOf(caller));
  }

  private tallyOf(caller: RefusedCaller, ofTenant?: Tally): Tally {
    const found = this.find(caller);
    if (found !== undefined) return found;
    if (ofTenant !== undefined) ofTenant.callers += 1;
    const tally = { caller, lines: 0, more: 0, callers: 0 };
    this.tallies.set(keyOf(caller), tally);
    return tally;
  }
}

function keyOf({ tenant, keyId, issuer, subject }: RefusedCaller): string {
  return JSON.stringify([tenant, keyId, issuer, subject]);
}
