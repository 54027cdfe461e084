/** Where the process is in its life. It never goes back. */
export type Phase = 'starting' | 'ready' | 'draining' | 'closing';

/**
 * Tells the probes and the edge where the process is. Draining: everything is still served, but readiness says 503 and
 * answers ask clients to close their connection. Closing: new requests are refused, running ones end.
 */
export class Lifecycle {
  phase: Phase = 'starting';

  get leaving(): boolean {
    return this.phase === 'draining' || this.phase === 'closing';
  }
}
