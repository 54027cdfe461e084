import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** OpenTelemetry's buckets for durations of requests. */
const DURATION_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30];
const MOST_TENANT_LABELS = 500;
const OTHER = '_other';
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

  readonly problems = new Counter({
    name: 'facade_problems_total',
    help: 'Problems answered, by code.',
    labelNames: ['code'],
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

  /** Reports, at each scrape, how many calls wait because the same user is being changed. */
  watchLanes(depth: () => number): void {
    new Gauge({
      name: 'facade_lane_waiting',
      help: 'Calls that wait because the same user is being changed.',
      registers: [this.registry],
      collect() {
        this.set(depth());
      },
    });
  }
}
