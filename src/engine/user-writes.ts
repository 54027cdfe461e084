import { MESSAGES } from './assumptions.js';
import type { ConflictRule } from './options.js';
import type { Realm } from './store/collection-table.js';
import { WireError } from './protocol/wire-error.js';

/**
 * Allows one write per user at a time. Like Rekognition, a second one fails with ConflictException and is not queued.
 */
export class UserWrites {
  private readonly inFlight = new Set<string>();

  constructor(private readonly rule: ConflictRule) {}

  /**
   * Marks a write as in flight. Returns a callback that ends it.
   *
   * @throws ConflictException if another write of the user is in flight
   */
  enter({ accountId, region }: Realm, [collectionId, userId]: readonly [string, string]): () => void {
    if (this.rule === 'never') return () => undefined;
    const key = JSON.stringify([accountId, region, collectionId, userId]);
    if (this.inFlight.has(key)) throw new WireError('ConflictException', MESSAGES.userBusy(userId));
    this.inFlight.add(key);
    return () => void this.inFlight.delete(key);
  }
}
