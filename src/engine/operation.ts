import type { EngineSettings } from './options.js';
import type { Members, Structure, StructureOf, Values } from './protocol/shapes.js';
import type { Realm } from './store/collection-table.js';
import type { Store } from './store/store.js';

/** The context of one operation: the account and region, the time, and the store inside a transaction. */
export interface CallContext {
  readonly realm: Realm;
  readonly store: Store;
  readonly nowMs: number;
  readonly settings: EngineSettings;
}

/** An operation of Rekognition, with the shapes of its request's members. */
export interface EngineOperation extends Structure {
  readonly name: string;
  /**
   * AWS's default quota. The big regions have a higher one for some operations.
   *
   * @source Service endpoints and quotas, Amazon Rekognition: transactions per second per account and region
   */
  readonly callsPerSecond: number | { readonly bigRegions: number; readonly others: number };
  /** Whether it changes the user of its CollectionId and UserId. Concurrent changes of one user conflict. */
  readonly changesUser?: boolean;
  /** Runs inside a transaction, which is rolled back if it throws. */
  run(input: Values, context: CallContext): object;
}

/** Lets `run` receive the members that the shapes describe. */
export function defineEngineOperation<const Required extends Members, const Optional extends Members>(
  definition: Omit<EngineOperation, keyof Structure | 'run'> &
    Structure<Required, Optional> & {
      readonly run: (input: StructureOf<Required, Optional>, context: CallContext) => object;
    },
): EngineOperation {
  return definition;
}
