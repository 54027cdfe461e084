/** Waiting attempts that are started per turn of the event loop, over all flows. */
const PER_TURN = 2;

/**
 * Spreads the starts of attempts over turns of the event loop. Preparing an attempt takes a millisecond or two, so starting
 * many at once, for example when hanging calls free their slots together, would delay all other flows. The first attempt
 * of a flow in a turn starts at once; further ones wait, and the flows that wait are served in rotation.
 */
export class Starts {
  /** Flows that started an attempt in this turn or wait, with the starts that wait for a later turn. */
  private readonly flows = new Map<string, (() => void)[]>();

  /** Resolves when the flow may start an attempt. */
  async next(id: string): Promise<void> {
    if (this.flows.size === 0) setImmediate(this.beginTurn);
    const waiting = this.flows.get(id);
    if (waiting === undefined) this.flows.set(id, []);
    else await new Promise<void>((go) => waiting.push(go));
  }

  private readonly beginTurn = (): void => {
    let started = 0;
    for (const [id, waiting] of [...this.flows]) {
      if (waiting.length > 0 && started === PER_TURN) continue;
      const go = waiting.shift();
      // A flow that starts one goes to the end.
      this.flows.delete(id);
      if (go === undefined) continue;
      this.flows.set(id, waiting);
      started += 1;
      go();
    }
    if (this.flows.size > 0) setImmediate(this.beginTurn);
  };
}
