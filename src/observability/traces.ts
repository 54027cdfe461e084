import type { Trace } from './trace-context.js';

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
