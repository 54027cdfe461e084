/** Phases of the process, in order. */
export type Phase = 'starting' | 'ready' | 'draining' | 'closing';

/** While draining, requests are served, but readiness is 503. While closing, new requests are rejected. */
export class Lifecycle {
  phase: Phase = 'starting';

  get leaving(): boolean {
    return this.phase === 'draining' || this.phase === 'closing';
  }
}
