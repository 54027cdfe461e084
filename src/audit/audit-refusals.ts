const MOST_LINES_PER_CALLER = 10;
/** Also bounds how many callers of a tenant are counted apart: tokens can name any number of subjects. */
const MOST_PER_TENANT = 100;

/** Whose refused writes are counted. Without a key or a subject: all callers of the tenant that have no tally. */
export interface RefusedCaller {
  readonly tenant: string;
  readonly keyId?: string | undefined;
  readonly issuer?: string | undefined;
  readonly subject?: string | undefined;
}

/** A count of refused writes that got no line of their own. */
export interface RefusedMore extends RefusedCaller {
  readonly count: number;
}

interface Tally {
  readonly caller: RefusedCaller;
  lines: number;
  more: number;
  /** Of a tenant's tally: how many of its callers have a tally. */
  callers: number;
}

/**
 * Bounds how many refused writes are written to the audit line by line, per caller and per tenant, and counts the
 * others. Whoever uses it starts a new period each minute.
 */
export class RefusalTally {
  private tallies = new Map<string, Tally>();

  /**
   * Counts a refused write.
   *
   * @param mayWrite whether lines can be written at present.
   * @returns whether it gets a line.
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

  /** Returns the counts of the period that ends, and begins a new one. */
  end(): RefusedMore[] {
    const tallies = [...this.tallies.values()];
    this.tallies = new Map();
    return tallies.filter(({ more }) => more > 0).map(({ caller, more }) => ({ ...caller, count: more }));
  }

  private find(caller: RefusedCaller): Tally | undefined {
    return this.tallies.get(nameOf(caller));
  }

  private tallyOf(caller: RefusedCaller, ofTenant?: Tally): Tally {
    const found = this.find(caller);
    if (found !== undefined) return found;
    if (ofTenant !== undefined) ofTenant.callers += 1;
    const tally = { caller, lines: 0, more: 0, callers: 0 };
    this.tallies.set(nameOf(caller), tally);
    return tally;
  }
}

function nameOf({ tenant, keyId, issuer, subject }: RefusedCaller): string {
  return JSON.stringify([tenant, keyId, issuer, subject]);
}
