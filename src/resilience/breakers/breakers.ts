import { Breaker, type BreakerState, type EndAttempt, mostlyFailing } from './breaker.js';
import type { Clock } from '../time/clock.js';
import { RecentMap } from '../bounds/recent-map.js';
import { type Destination, RetryBudgets } from './retry-budget.js';

const MIN_ACCOUNTS = 3;
/** A breaker takes about half a kilobyte. */
const MAX_ACCOUNTS = 2_000;

/**
 * The breakers of one operation in one region: one per account, for the 2,000 most recent, and one for the whole region.
 *
 * The operation fails in the region when half of at least 20 attempts in 10 seconds failed, and at least three accounts,
 * which are at least half of those that called, each saw half of their own attempts fail. Then the breakers of all
 * accounts open. Each account comes back by a probe of its own, so an account that goes on failing delays no other: the
 * region opens again only while as many accounts fail.
 */
export class OperationBreaker {
  private readonly accounts = new RecentMap<string, Breaker>(MAX_ACCOUNTS);
  private readonly region: Breaker;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {
    this.region = new Breaker(clock, {
      random,
      isFailing: (all) => mostlyFailing(all) && this.manyAccountsFail(),
      isStillFailing: () => this.manyAccountsFail(),
    });
  }

  get state(): BreakerState {
    return this.region.state;
  }

  /** The accounts whose breakers are not closed. */
  *notClosed(): Iterable<readonly [account: string, state: BreakerState]> {
    for (const [account, { state }] of this.accounts.all()) if (state !== 'closed') yield [account, state];
  }

  /** Begins an attempt of an account. */
  begin(account: Breaker): EndAttempt {
    const [endOwn, endInRegion] = [account.begin(), this.region.begin()];
    return (result) => {
      const before = this.state;
      endOwn(result);
      endInRegion(result);
      if (before === 'closed' && this.state === 'open') this.openAll();
    };
  }

  of(account: string): Breaker {
    return this.accounts.getOrSet(account, () => {
      const breaker = new Breaker(this.clock, { random: this.random });
      if (this.region.state === 'open') breaker.open(this.region.closedForMs);
      return breaker;
    });
  }

  private manyAccountsFail(): boolean {
    let [calling, failing] = [0, 0];
    for (const [, { attempts, failures }] of this.accounts.all()) {
      if (attempts === 0) continue;
      calling += 1;
      if (failures * 2 >= attempts) failing += 1;
    }
    return failing >= MIN_ACCOUNTS && failing * 2 >= calling;
  }

  private openAll(): void {
    for (const [, breaker] of this.accounts.all()) breaker.open(this.region.closedForMs);
  }
}

const FAILED_CONNECTIONS_IN_A_ROW = 5;
const MAX_ENDPOINTS = 100;
const MAX_OPERATIONS = 400;

/**
 * What the result of an attempt shows: `failed` is a server error or a lost connection; `refused`, a connection that could
 * not be established; `unknown`, nothing.
 */
export type AttemptEvidence = 'answered' | 'failed' | 'refused' | 'unknown';

/** State of one breaker: of an endpoint, of an operation in a region, or of an operation of one account. */
export interface BreakerReading extends Partial<Pick<Destination, 'operation' | 'account'>> {
  readonly endpoint: string;
  readonly state: BreakerState;
}

/**
 * All circuit breakers for calls to Rekognition. Failed calls open the breaker of their account and operation, or, if
 * several accounts fail, of the operation in the region (see OperationBreaker). An endpoint's breaker opens only for failed
 * connections, half of 20 or five in a row: any response shows that the endpoint can be reached.
 */
export class Breakers {
  private readonly endpoints = new RecentMap<string, Breaker>(MAX_ENDPOINTS);
  private readonly operations = new RecentMap<string, OperationBreaker>(MAX_OPERATIONS);

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {}

  of({ endpoint, region, account, operation }: Destination): CallBreaker {
    const connection = this.endpoints.getOrSet(endpoint, this.newConnection);
    const ofOperation = this.operations.getOrSet(`${region} ${operation}`, this.newOperation);
    return new CallBreaker(connection, ofOperation, ofOperation.of(account));
  }

  /** All endpoint breakers, and the breakers of operations and accounts that are not closed. */
  *readings(): Iterable<BreakerReading> {
    for (const [id, breaker] of this.operations.all()) {
      const [endpoint = '', operation = ''] = id.split(' ');
      if (breaker.state !== 'closed') yield { endpoint, operation, state: breaker.state };
      for (const [account, state] of breaker.notClosed()) yield { endpoint, operation, account, state };
    }
    for (const [endpoint, { state }] of this.endpoints.all()) yield { endpoint, state };
  }

  private readonly newConnection = (): Breaker =>
    new Breaker(this.clock, { random: this.random, isFailing: cannotConnect });

  private readonly newOperation = (): OperationBreaker => new OperationBreaker(this.clock, this.random);
}

function cannotConnect(breaker: Breaker): boolean {
  return mostlyFailing(breaker) || breaker.failuresInARow >= FAILED_CONNECTIONS_IN_A_ROW;
}

/** The breakers that apply to the calls of one destination. */
export class CallBreaker {
  constructor(
    private readonly connection: Breaker,
    private readonly operation: OperationBreaker,
    private readonly account: Breaker,
  ) {}

  /** Milliseconds until an attempt is allowed; 0 if it is now. */
  get closedForMs(): number {
    return Math.max(this.connection.closedForMs, this.account.closedForMs);
  }

  /** Begins an attempt. Call the returned function with its result. */
  begin(): (evidence: AttemptEvidence) => void {
    const [endConnection, endCall] = [this.connection.begin(), this.operation.begin(this.account)];
    return (evidence) => {
      if (evidence === 'unknown') return;
      endConnection(evidence === 'refused' ? 'failed' : 'succeeded');
      if (evidence !== 'refused') endCall(evidence === 'failed' ? 'failed' : 'succeeded');
    };
  }
}

/** Circuit breakers and retry budgets of all calls, per region or for one endpoint override. */
export class Endpoints {
  readonly breakers: Breakers;
  readonly budgets: RetryBudgets;

  /** @param only the endpoint override, if any. */
  constructor(
    clock: Clock,
    private readonly only: string | undefined,
  ) {
    this.breakers = new Breakers(clock);
    this.budgets = new RetryBudgets(clock);
  }

  destinationOf({ operation, caller }: Destined): Destination {
    const { awsAccount: account, region } = caller.tenant;
    return { endpoint: this.only ?? region, region, account, operation: operation.name };
  }
}

/** A call, as far as it says where it goes. */
interface Destined {
  readonly operation: { readonly name: string };
  readonly caller: { readonly tenant: { readonly awsAccount: string; readonly region: string } };
}
