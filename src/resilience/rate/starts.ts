/** Attempts that one flow may start per turn of the event loop. */
const PER_TURN = 1;

/**
 * Spreads the starts of a flow's attempts over turns of the event loop. Preparing an attempt takes a millisecond or two, so
 * starting many at once, for example when hanging calls free their slots together, would delay all other flows.
 */
export class Starts {
  /** Flows that started an attempt in this turn, with the starts that wait for a later turn. */
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
