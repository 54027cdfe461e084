import type { Clock } from '../../resilience/time/clock.js';
import { Lanes } from '../../resilience/bounds/lanes.js';
import { Batch } from './batch.js';
import type { Call } from '../call.js';

type Send = (call: Call) => Promise<object>;

/**
 * One write of a user at a time. Users are told apart as Rekognition does, by account, region, collection and id:
 * tenants that share an account wait for each other, others never do. A call that asks for more of what the last one
 * in the lane asks for joins it, as long as that one waits.
 */
export class UserLanes {
  private readonly lanes: Lanes;
  /** The last batch of each lane that is in use. */
  private readonly last = new Map<string, Batch>();

  /** @param unmerged the operations whose calls are not to be merged. */
  constructor(
    private readonly clock: Clock,
    private readonly unmerged: ReadonlySet<string>,
  ) {
    this.lanes = new Lanes(clock);
  }

  /** Undefined for calls that wait for no other. */
  laneOf({ operation, input, caller }: Call): string | undefined {
    const lane = operation.lane?.(input);
    return lane && JSON.stringify([caller.tenant.awsAccount, caller.tenant.region, ...lane]);
  }

  /** The batch that the call would join. */
  openTo(call: Call, lane: string): Batch | undefined {
    if (this.unmerged.has(call.operation.name)) return undefined;
    const last = this.last.get(lane);
    return last?.takes(call) === true ? last : undefined;
  }

  /** @throws Failure what became of the call. */
  run(call: Call, lane: string, send: Send): Promise<object> {
    const open = this.openTo(call, lane);
    if (open !== undefined) return open.join(call);
    const batch = new Batch(this.clock, call);
    const answer = batch.join(call);
    this.last.set(lane, batch);
    void this.runBatch(batch, lane, send);
    return answer;
  }

  private async runBatch(batch: Batch, lane: string, send: Send): Promise<void> {
    try {
      await this.lanes.run(lane, batch.call.caller, () => batch.run(send));
    } catch (thrown) {
      batch.fail(thrown);
    } finally {
      if (this.last.get(lane) === batch) this.last.delete(lane);
    }
  }
}
