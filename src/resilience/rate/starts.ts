/** How many attempts of one flow start in one turn of the event loop. */
const PER_TURN = 1;

/**
 * Spreads the attempts of one flow that could start together, as when calls that hang free their slots all at once, over
 * turns of the event loop. Preparing an attempt takes this process a millisecond or two, and many at a time would keep
 * the requests of all other flows waiting. A flow that starts little never waits, and nobody waits for another flow.
 */
export class Starts {
  /** By flow, those that wait for another turn. A flow that is not in here has not started anything in this turn. */
  private readonly flows = new Map<string, { started: number; readonly waiting: (() => void)[] }>();

  /** Resolves when the flow may start an attempt. */
  async next(id: string): Promise<void> {
    if (this.flows.size === 0) setImmediate(this.beginTurn);
    const flow = this.flows.get(id) ?? { started: 0, waiting: [] };
    this.flows.set(id, flow);
    if (flow.started >= PER_TURN) await new Promise<void>((go) => flow.waiting.push(go));
    else flow.started += 1;
  }

  private readonly beginTurn = (): void => {
    for (const [id, flow] of this.flows) {
      const next = flow.waiting.splice(0, PER_TURN);
      flow.started = next.length;
      if (next.length === 0) this.flows.delete(id);
      for (const go of next) go();
    }
    if (this.flows.size > 0) setImmediate(this.beginTurn);
  };
}
