/** Phases of the process, in order. */
export type Phase = 'starting' | 'ready' | 'draining' | 'closing';

/**
 * The current phase of the process. While draining, all requests are served, but readiness is 503 and responses ask
 * clients to close the connection. While closing, new requests are rejected and running ones finish.
 */
export class Lifecycle {
  phase: Phase = 'starting';

  get leaving(): boolean {
    return this.phase === 'draining' || this.phase === 'closing';
  }
}
