import { hostname } from 'node:os';

import { type HrTime, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace as api } from '@opentelemetry/api';
import { ExportResultCode, TraceState } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

import type { TraceSettings } from '../config/config.js';
import { VERSION } from '../config/version.js';
import { withinMs } from '../resilience/time/call-limits.js';
import type { Clock } from '../resilience/time/clock.js';
import type { Metrics } from './metrics.js';
import type { Trace } from './traces.js';
import { type OpenSpan, type SpanAttributes, type SpanStart, Traces } from './traces.js';

const NAME = 'rekognition-facade';
/** Spans that wait for the collector; more are dropped. */
const QUEUE = { maxQueueSize: 2_048, maxExportBatchSize: 512, scheduledDelayMillis: 2_000 };
/** How long the end of the process waits for the collector. */
const MAX_LAST_EXPORT_MS = 3_000;
const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL };
const SAMPLED = 1;

/** Exports spans to an OpenTelemetry collector. A collector that is slow or gone costs spans and nothing else. */
export class OtlpTraces extends Traces {
  private readonly provider: TracerProvider;

  constructor(
    private readonly clock: Clock,
    settings: TraceSettings,
    metrics: Metrics,
  ) {
    super();
    const exporter = counted(new OTLPTraceExporter({ url: urlOf(settings.endpoint) }), metrics);
    this.provider = new TracerProvider({
      resource: resource(),
      sampler: samplerOf(settings),
      spanProcessors: [new BatchSpanProcessor({ exporter, ...QUEUE })],
    });
  }

  override begin({ name, kind, parent }: SpanStart): OpenSpan {
    const context = parent === undefined ? ROOT_CONTEXT : api.setSpanContext(ROOT_CONTEXT, contextOf(parent));
    const [startWallMs, startMs] = [this.clock.wallMs(), this.clock.monotonicMs()];
    const options = { kind: KINDS[kind], startTime: hrTime(startWallMs) };
    const span = this.provider.getTracer(NAME, VERSION).startSpan(name, options, context);
    const end = (attributes: SpanAttributes, failed: boolean): void => {
      span.setAttributes(attributes);
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(hrTime(startWallMs + this.clock.monotonicMs() - startMs));
    };
    const { traceId, spanId, traceFlags, traceState } = span.spanContext();
    const flags = traceFlags === SAMPLED ? '01' : '00';
    return { trace: { traceId, spanId, flags, ...(traceState && { state: traceState.serialize() }) }, end };
  }

  /** Sends what is left once no request runs. */
  async onApplicationShutdown(): Promise<void> {
    await withinMs(this.clock, MAX_LAST_EXPORT_MS, () => this.provider.shutdown()).catch(() => undefined);
  }
}

/** @source OpenTelemetry Protocol Exporter specification, "Endpoint URLs for OTLP/HTTP" */
function urlOf(endpoint: string): string {
  return `${endpoint.replace(/\/$/, '')}/v1/traces`;
}

/** OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override the service's own attributes. */
function resource(): ReturnType<typeof defaultResource> {
  const own = { 'service.name': NAME, 'service.version': VERSION, 'service.instance.id': hostname() };
  const detectors = [resourceAttributesEnvDetector, serviceNameEnvDetector];
  return defaultResource().merge(resourceFromAttributes(own)).merge(detectResources({ detectors }));
}

/** @source OpenTelemetry SDK configuration, OTEL_TRACES_SAMPLER */
function samplerOf({ sampler, ratio }: TraceSettings): Sampler {
  const root = rootSampler(sampler.replace('parentbased_', ''), ratio);
  return sampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

function rootSampler(name: string, ratio: number): Sampler {
  if (name === 'traceidratio') return new TraceIdRatioBasedSampler(ratio);
  return name === 'always_off' ? new AlwaysOffSampler() : new AlwaysOnSampler();
}

function counted(exporter: SpanExporter, metrics: Metrics): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        metrics.spans.inc({ outcome: result.code === ExportResultCode.SUCCESS ? 'ok' : 'failed' }, spans.length);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}

function contextOf({ traceId, spanId, flags, state }: Trace) {
  const traceFlags = Number.parseInt(flags, 16) & SAMPLED;
  return { traceId, spanId, traceFlags, ...(state !== undefined && { traceState: new TraceState(state) }) };
}

/** A number would count as one of `performance.now()` if it is small. */
function hrTime(wallMs: number): HrTime {
  const seconds = Math.floor(wallMs / 1_000);
  return [seconds, Math.round((wallMs - seconds * 1_000) * 1_000_000)];
}
