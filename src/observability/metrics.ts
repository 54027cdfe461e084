import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { VERSION } from '../config/version.js';
import type { BreakerReading } from '../resilience/breakers/breakers.js';
import { busiest, type QuotaReading } from './busiest.js';

/** OpenTelemetry's buckets for durations of requests. */
const DURATION_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30];
const MAX_TENANT_LABELS = 500;
const OTHER = '_other';
const MAX_ACCOUNT_LABELS = 50;
const MAX_BREAKER_LABELS = 200;
const MAX_KEY_LABELS = 500;
const QUOTA_LABELS = ['account', 'region', 'operation'];
const BREAKER_VALUES = { closed: 0, 'half-open': 0.5, open: 1 };

const IDEMPOTENCY_RESULTS = [
  'fresh',
  'repeated',
  'replayed',
  'in-progress',
  'reused',
  'unknown',
  'unavailable',
] as const;
/** How the Idempotency-Key of a write was handled. */
export type IdempotencyResult = (typeof IDEMPOTENCY_RESULTS)[number];

/** An API key of the tenants file, on the wall clock. */
export interface ApiKeyReading {
  readonly tenant: string;
  readonly key: string;
  readonly expiresAtMs: number | undefined;
  readonly lastUsedAtMs: number | undefined;
}

type SetGauge = (labels: Readonly<Record<string, string | number>>, value: number) => void;
/** Gauges that prom-client names like counters, which promtool rejects. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

/** All metrics of the service. Labels are bounded: they contain no user or face ids, and tenants on counters only. */
@Injectable()
export class Metrics {
  /** Gauges without labels, and their help. */
  static readonly GAUGES = [
    ['http_server_active_requests', 'Requests being answered.'],
    ['facade_attempts_in_flight', 'HTTP requests to Rekognition in flight.'],
    ['facade_calls_waiting', 'Calls waiting for another write of the same user or for quota.'],
    ['facade_sts_calls_in_flight', 'Calls to STS in flight.'],
    ['facade_audit_queue', 'Audit entries waiting to be written.'],
    ['facade_redis_up', '1 if Redis answers, 0 while this replica uses its own state.'],
    ['facade_replicas', 'Live replicas, as last counted in Redis.'],
    [
      'facade_tenants_file_valid',
      '1 if the tenants file is valid, 0 while it is rejected and its last valid version stays in force.',
    ],
    ['facade_tenants_file_accepted_timestamp_seconds', 'Time at which the tenants file in force was loaded.'],
    [
      'facade_tenants_file_missing_secrets',
      'Secrets that the tenants file names and that do not exist. Only the tenants that need them are closed.',
    ],
  ] as const;

  readonly registry = new Registry();
  private readonly tenantLabels = new Set<string>();

  readonly serverRequestSeconds = this.histogram(
    'http_server_request_duration_seconds',
    'Time from the complete request head to the end of the response.',
    ['http_request_method', 'http_route', 'http_response_status_code'],
  );
  readonly callSeconds = this.histogram(
    'rpc_client_call_duration_seconds',
    'Duration of one call to Rekognition, including waits and retries.',
    ['rpc_method', 'error_type'],
  );
  readonly attemptSeconds = this.histogram(
    'http_client_request_duration_seconds',
    'Duration of one HTTP request to Rekognition.',
    ['rpc_method', 'error_type'],
  );
  readonly upstreamAnswers = this.counter(
    'facade_upstream_answers_total',
    "Rekognition's HTTP answers, by HTTP status and name of the AWS exception (empty on success).",
    ['rpc_method', 'http_status', 'exception'],
  );
  readonly retries = this.counter('facade_upstream_retries_total', 'Retries, by kind of failure.', [
    'operation',
    'reason',
  ]);
  readonly shed = this.counter(
    'facade_shed_total',
    'Calls rejected or abandoned before anything was sent, by reason.',
    ['reason'],
  );
  readonly quotaWaitSeconds = this.histogram('facade_quota_wait_seconds', 'Time that an attempt waited for quota.', [
    'operation',
  ]);
  readonly mergeSize = this.histogram(
    'facade_merge_size',
    'Number of calls merged into one upstream call.',
    ['operation'],
    [1, 2, 3, 5, 10, 20, 50, 100],
  );
  readonly auditLines = this.counter('facade_audit_lines_total', 'Lines added to the audit, by event.', ['event']);
  readonly auditFailures = this.counter('facade_audit_failures_total', 'Audit entries that were delayed or dropped.');
  readonly problems = this.counter('facade_problems_total', 'Problem responses, by code.', ['code']);
  readonly credentialRefreshes = this.counter(
    'facade_credential_refreshes_total',
    "Fetches of AWS credentials, by kind (`own` is the service's own identity) and outcome.",
    ['kind', 'outcome'],
  );
  readonly tenantsClosed = this.counter(
    'facade_tenants_closed_total',
    'Tenants closed because of wrong settings. Their calls are rejected until the settings change; see the log.',
  );
  readonly failedAttempts = this.counter(
    'facade_failed_attempts_total',
    'Requests with an invalid credential, by kind of credential and problem code.',
    ['credential', 'code'],
  );
  readonly tokenChecks = this.counter('facade_token_checks_total', 'Token signatures checked.');
  readonly issuerKeyFetches = this.counter(
    'facade_issuer_key_fetches_total',
    "Fetches of token issuers' signing keys, by outcome.",
    ['outcome'],
  );
  readonly tenantsFileReloads = this.counter(
    'facade_tenants_file_reloads_total',
    'Reloads of the tenants file, by outcome (accepted or refused).',
    ['outcome'],
  );
  readonly idempotency = this.counter('facade_idempotency_total', 'Writes with an Idempotency-Key, by result.', [
    'result',
  ]);
  readonly redisCommands = this.counter(
    'facade_redis_commands_total',
    'Commands to Redis, by script and outcome (ok or failed).',
    ['script', 'outcome'],
  );
  readonly redisLosses = this.counter(
    'facade_redis_losses_total',
    'Times that Redis came back empty, or with an older state than it had acknowledged.',
    ['kind'],
  );
  readonly spans = this.counter(
    'facade_spans_total',
    'Spans sent to the collector of traces, by outcome (ok or failed).',
    ['outcome'],
  );
  private readonly tenantRequests = this.counter(
    'facade_tenant_requests_total',
    'Authenticated requests, by tenant and status class.',
    ['tenant', 'outcome'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    this.gauge('facade_build_info', 'Always 1; the label names the version.', ['version'], (set) =>
      set({ version: VERSION }, 1),
    );
    // A counter that starts at its first failure would hide that failure from `increase`.
    for (const result of IDEMPOTENCY_RESULTS) this.idempotency.inc({ result }, 0);
  }

  /** Counts the first 500 tenants by name and all others together. */
  countTenantRequest(tenant: string, status: number): void {
    if (this.tenantLabels.size < MAX_TENANT_LABELS) this.tenantLabels.add(tenant);
    const label = this.tenantLabels.has(tenant) ? tenant : OTHER;
    this.tenantRequests.inc({ tenant: label, outcome: `${Math.floor(status / 100)}xx` });
  }

  /** Reads a gauge without labels at each scrape. Gauges that are not watched have no series. */
  watch(name: (typeof Metrics.GAUGES)[number][0], read: () => number): void {
    const [, help = ''] = Metrics.GAUGES.find(([known]) => known === name) ?? [];
    this.gauge(name, help, [], (set) => set({}, read()));
  }

  /** The first 500 keys. Keys without an expiry, and unused ones, have no series. */
  watchApiKeys(read: () => Iterable<ApiKeyReading>): void {
    const watchTime = (name: string, help: string, timeOf: (reading: ApiKeyReading) => number | undefined): void =>
      this.gauge(name, help, ['tenant', 'key'], (set) => {
        for (const reading of [...read()].slice(0, MAX_KEY_LABELS)) {
          const timeMs = timeOf(reading);
          if (timeMs !== undefined) set({ tenant: reading.tenant, key: reading.key }, timeMs / 1_000);
        }
      });
    const expiry = 'Time at which an API key expires.';
    watchTime('facade_api_key_expiry_timestamp_seconds', expiry, ({ expiresAtMs }) => expiresAtMs);
    const lastUsed = 'Time of the last use of an API key on this replica.';
    watchTime('facade_api_key_last_used_timestamp_seconds', lastUsed, ({ lastUsedAtMs }) => lastUsedAtMs);
  }

  watchCredentialExpiry(read: () => Iterable<readonly [kind: string, expiresAtMs: number]>): void {
    const help = 'Earliest expiry of AWS credentials that were used within the last two minutes, by kind.';
    this.gauge('facade_credential_expiry_timestamp_seconds', help, ['kind'], (set) => {
      for (const [kind, expiresAtMs] of read()) set({ kind }, expiresAtMs / 1_000);
    });
  }

  watchQuotas(read: () => QuotaReading[]): void {
    this.gauge('facade_quota_rate', 'Current rate limit, in calls per second.', QUOTA_LABELS, (set) => {
      for (const { ratePerSecond, ...quota } of busiest(read(), MAX_ACCOUNT_LABELS)) set(quota, ratePerSecond);
    });
    this.gauge('facade_quota_waiting', 'Attempts waiting for quota.', QUOTA_LABELS, (set) => {
      for (const { waiting, ...quota } of busiest(read(), MAX_ACCOUNT_LABELS)) set(quota, waiting);
    });
  }

  watchBreakers(read: () => Iterable<BreakerReading>): void {
    const help =
      'State of a circuit breaker: 0 closed, 0.5 half-open, 1 open. Without `operation` it covers the endpoint, with ' +
      '`account` only that account. Closed breakers of operations and accounts have no series.';
    this.gauge('facade_breaker_open', help, ['endpoint', 'operation', 'account'], (set) => {
      let accounts = 0;
      for (const { state, ...labels } of read()) {
        if (labels.account === undefined || (accounts += 1) <= MAX_BREAKER_LABELS) set(labels, BREAKER_VALUES[state]);
      }
    });
  }

  watchRetryBudgets(read: () => ReadonlyMap<string, number>): void {
    const help = 'Remaining retries after unclear failures, for the account and operation with the fewest.';
    this.gauge('facade_retry_budget', help, ['endpoint'], (set) => {
      for (const [endpoint, left] of read()) set({ endpoint }, left);
    });
  }

  watchImageSlots(read: () => { readonly taken: number; readonly waiting: number }): void {
    const help = 'Image slots in use (taken) and requests waiting for one (waiting).';
    this.gauge('facade_image_slots', help, ['state'], (set) => {
      for (const [state, count] of Object.entries(read())) set({ state }, count);
    });
  }

  private counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram(name: string, help: string, labelNames: string[], buckets = DURATION_SECONDS): Histogram {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  /** Registers a gauge whose values are collected at each scrape. */
  private gauge(name: string, help: string, labelNames: string[], collect: (set: SetGauge) => void): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        collect((labels, value) => {
          const entries = labelNames.map((label) => [label, labels[label] ?? '']);
          this.set(Object.fromEntries(entries) as Record<string, string | number>, value);
        });
      },
    });
  }
}
