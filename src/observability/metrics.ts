import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { busiest, type QuotaReading } from './busiest.js';

/** OpenTelemetry's buckets for durations of requests. */
const DURATION_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30];
const MOST_TENANT_LABELS = 500;
const OTHER = '_other';
const MOST_ACCOUNT_LABELS = 50;
const MOST_BREAKER_LABELS = 200;
const QUOTA_LABELS = ['account', 'region', 'operation'];
const BREAKER_VALUES = { closed: 0, 'half-open': 0.5, open: 1 };

/** What became of a keyed write before it ran, or in place of running. */
export type IdempotencyResult =
  'fresh' | 'repeated' | 'replayed' | 'in-progress' | 'reused' | 'unknown' | 'unavailable';

/** How one circuit breaker stands: of an endpoint, of an operation there, or of an operation of one account. */
export interface BreakerReading {
  readonly endpoint: string;
  readonly operation?: string;
  readonly account?: string;
  readonly state: keyof typeof BREAKER_VALUES;
}

type SetGauge = (labels: Readonly<Record<string, string | number>>, value: number) => void;
/** prom-client names these gauges like counters, which Prometheus' own checker refuses. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** Every metric of the service. Labels are bounded: no ids of users or faces, and tenants on counters only. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly tenantLabels = new Set<string>();

  readonly serverRequestSeconds = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time from the complete request head to the end of the answer.',
    labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
    buckets: DURATION_SECONDS,
    registers: [this.registry],
  });

  readonly callSeconds = new Histogram({
    name: 'rpc_client_call_duration_seconds',
    help: 'Time of one call of a caller to Rekognition, waits and repeats included.',
    labelNames: ['rpc_method', 'error_type'],
    buckets: DURATION_SECONDS,
    registers: [this.registry],
  });

  readonly attemptSeconds = new Histogram({
    name: 'http_client_request_duration_seconds',
    help: 'Time of one attempt on the wire.',
    labelNames: ['rpc_method', 'error_type'],
    buckets: DURATION_SECONDS,
    registers: [this.registry],
  });

  readonly retries = new Counter({
    name: 'facade_upstream_retries_total',
    help: 'Attempts repeated after a failure, by the kind of failure.',
    labelNames: ['operation', 'reason'],
    registers: [this.registry],
  });

  readonly shed = new Counter({
    name: 'facade_shed_total',
    help: 'Calls refused or given up before anything was sent, by reason.',
    labelNames: ['reason'],
    registers: [this.registry],
  });

  readonly quotaWaitSeconds = new Histogram({
    name: 'facade_quota_wait_seconds',
    help: 'Time that an attempt waited for its turn of the quota.',
    labelNames: ['operation'],
    buckets: DURATION_SECONDS,
    registers: [this.registry],
  });

  readonly mergeSize = new Histogram({
    name: 'facade_merge_size',
    help: "Callers' calls that went upstream as one.",
    labelNames: ['operation'],
    buckets: [1, 2, 3, 5, 10, 20, 50, 100],
    registers: [this.registry],
  });

  readonly auditLines = new Counter({
    name: 'facade_audit_lines_total',
    help: 'Lines added to the audit, by event.',
    labelNames: ['event'],
    registers: [this.registry],
  });

  readonly auditFailures = new Counter({
    name: 'facade_audit_failures_total',
    help: 'Lines about writes that were not in the audit when they had to be: written later, or never.',
    registers: [this.registry],
  });

  readonly problems = new Counter({
    name: 'facade_problems_total',
    help: 'Problems answered, by code.',
    labelNames: ['code'],
    registers: [this.registry],
  });

  readonly credentialRefreshes = new Counter({
    name: 'facade_credential_refreshes_total',
    help: "Tries to fetch AWS credentials, by kind (`own` is the service's identity) and what became of them.",
    labelNames: ['kind', 'outcome'],
    registers: [this.registry],
  });

  readonly tenantsClosed = new Counter({
    name: 'facade_tenants_closed_total',
    help: 'Tenants whose calls are refused until their settings change; the log says which and why.',
    registers: [this.registry],
  });

  readonly failedAttempts = new Counter({
    name: 'facade_failed_attempts_total',
    help: 'Requests with a credential that is not good, by kind of credential and by what was answered.',
    labelNames: ['credential', 'code'],
    registers: [this.registry],
  });

  readonly tokenChecks = new Counter({
    name: 'facade_token_checks_total',
    help: 'Signatures of tokens that were checked.',
    registers: [this.registry],
  });

  readonly issuerKeyFetches = new Counter({
    name: 'facade_issuer_key_fetches_total',
    help: "Fetches of issuers' keys, by outcome.",
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly tenantsFileReloads = new Counter({
    name: 'facade_tenants_file_reloads_total',
    help: 'Versions of the tenants file that were found after the start, by whether they were accepted or refused.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  readonly idempotency = new Counter<'result'>({
    name: 'facade_idempotency_total',
    help: 'Writes with a key: run, run again, answered again or refused.',
    labelNames: ['result'],
    registers: [this.registry],
  });

  private readonly tenantRequests = new Counter({
    name: 'facade_tenant_requests_total',
    help: 'Requests of known callers, by tenant and class of status.',
    labelNames: ['tenant', 'outcome'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
  }

  /** The first 500 tenants are counted by name, the rest together. */
  countTenantRequest(tenant: string, status: number): void {
    if (this.tenantLabels.size < MOST_TENANT_LABELS) this.tenantLabels.add(tenant);
    const label = this.tenantLabels.has(tenant) ? tenant : OTHER;
    this.tenantRequests.inc({ tenant: label, outcome: `${Math.floor(status / 100)}xx` });
  }

  /** Reports, at each scrape, how the tenants file stands. Nothing calls it where there is no such file. */
  watchTenantsFile(read: () => { readonly valid: boolean; readonly acceptedAtMs: number }): void {
    this.watch(
      'facade_tenants_file_valid',
      '0 while the tenants file is refused and its last good version is in force.',
      [],
      (set) => set({}, read().valid ? 1 : 0),
    );
    this.watch(
      'facade_tenants_file_accepted_timestamp_seconds',
      'When the version in force was taken over.',
      [],
      (set) => set({}, read().acceptedAtMs / 1_000),
    );
  }

  /** Reports, at each scrape, how many attempts are on the wire. */
  watchInFlight(inFlight: () => number): void {
    this.watch('facade_attempts_in_flight', 'Attempts on the wire.', [], (set) => set({}, inFlight()));
  }

  /** Reports, at each scrape, how many questions STS has not answered yet. */
  watchSts(asking: () => number): void {
    this.watch('facade_sts_calls_in_flight', 'Calls to STS on the wire.', [], (set) => set({}, asking()));
  }

  /** Reports, at each scrape, how the quotas of the busiest accounts stand. */
  watchQuotas(read: () => QuotaReading[]): void {
    this.watch('facade_quota_rate', 'Calls per second that are sent at most.', QUOTA_LABELS, (set) => {
      for (const { ratePerSecond, ...quota } of busiest(read(), MOST_ACCOUNT_LABELS)) set(quota, ratePerSecond);
    });
    this.watch('facade_quota_waiting', 'Attempts that wait for their turn of the quota.', QUOTA_LABELS, (set) => {
      for (const { waiting, ...quota } of busiest(read(), MOST_ACCOUNT_LABELS)) set(quota, waiting);
    });
  }

  /** Reports, at each scrape, every endpoint's breaker, and those of operations and accounts that are not closed. */
  watchBreakers(read: () => Iterable<BreakerReading>): void {
    const help =
      '1 while a circuit breaker is open, 0.5 while half-open. Without an operation: of the endpoint. With an account: of ' +
      'that account alone. Closed breakers of operations and accounts have no series.';
    this.watch('facade_breaker_open', help, ['endpoint', 'operation', 'account'], (set) => {
      let accounts = 0;
      for (const { state, ...labels } of read()) {
        if (labels.account === undefined || (accounts += 1) <= MOST_BREAKER_LABELS) set(labels, BREAKER_VALUES[state]);
      }
    });
  }

  /** Reports, at each scrape, how many repeats are left, by endpoint. */
  watchRetryBudgets(read: () => ReadonlyMap<string, number>): void {
    const help = 'Repeats after unclear failures that are left for the account and operation that has least.';
    this.watch('facade_retry_budget', help, ['endpoint'], (set) => {
      for (const [endpoint, left] of read()) set({ endpoint }, left);
    });
  }

  /** Reports, at each scrape, how the slots for images stand. */
  watchImageSlots(read: () => { readonly taken: number; readonly waiting: number }): void {
    const help = 'Slots for images in memory that are taken, and requests that wait for one.';
    this.watch('facade_image_slots', help, ['state'], (set) => {
      const { taken, waiting } = read();
      set({ state: 'taken' }, taken);
      set({ state: 'waiting' }, waiting);
    });
  }

  /** Reports, at each scrape, how many calls wait for their user or for the quota. */
  watchWaiting(waiting: () => number): void {
    const help = 'Calls that wait because the same user is being changed, or for the quota.';
    this.watch('facade_calls_waiting', help, [], (set) => set({}, waiting()));
  }

  private watch(name: string, help: string, labelNames: string[], collect: (set: SetGauge) => void): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        collect((labels, value) => {
          const known = labelNames.map((label) => [label, labels[label] ?? '']);
          this.set(Object.fromEntries(known) as Record<string, string | number>, value);
        });
      },
    });
  }
}
