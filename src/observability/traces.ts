import { randomUUID } from 'node:crypto';

/** W3C trace context of a request, in hex digits. */
export interface Trace {
  readonly traceId: string;
  /** The span of this service. */
  readonly spanId: string;
  readonly flags: string;
  /** The caller's `tracestate`, passed on unchanged. */
  readonly state?: string;
}

type Header = string | string[] | undefined;

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;
const NOTHING = /^0+$/;

/** The caller's span; undefined if the header is missing or invalid. @source W3C Trace Context, section 3.2. */
export function callersTrace(traceparent: Header, tracestate?: Header): Trace | undefined {
  if (traceparent === undefined) return undefined;
  const [, traceId = '', spanId = '', flags = '00'] = TRACEPARENT.exec(String(traceparent)) ?? [];
  if (traceId === '' || NOTHING.test(traceId) || NOTHING.test(spanId)) return undefined;
  const state = String(tracestate ?? '');
  return { traceId, spanId, flags, ...(TRACESTATE.test(state) && { state }) };
}

/** Continues the caller's trace with a span that is not recorded, or starts a trace. */
export function continueTrace(callers: Trace | undefined): Trace {
  const { traceId, flags, state } = callers ?? { traceId: randomHex(), flags: '00' };
  const spanId = randomHex().slice(16);
  return { traceId, spanId, flags, ...(state !== undefined && { state }) };
}

/** 32 digits; the last 14 are all random, as W3C Trace Context level 2 asks. Node draws UUIDs from a pool: 2 µs less. */
function randomHex(): string {
  return randomUUID().replaceAll('-', '');
}

export function traceparentOf({ traceId, spanId, flags }: Trace): string {
  return `00-${traceId}-${spanId}-${flags}`;
}

/** Contains no ids of users, faces and collections: traces leave the service. */
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

export interface SpanStart {
  readonly name: string;
  /** `server`: a request to this service; `client`: one to Rekognition. */
  readonly kind: 'server' | 'client' | 'internal';
  /** Undefined: a new trace. */
  readonly parent: Trace | undefined;
}

/** A span that has begun. It is exported only if it is ended. */
export interface OpenSpan {
  readonly trace: Trace;
  end(attributes: SpanAttributes, failed: boolean): void;
}

/** Records spans. OtlpTraces is loaded only if a collector is configured. */
export abstract class Traces {
  abstract begin(start: SpanStart): OpenSpan | undefined;
}

export class NoTraces extends Traces {
  override begin(): undefined {
    return undefined;
  }
}
