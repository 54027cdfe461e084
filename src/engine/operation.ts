import { readRequest, type Members, type StructureOf } from './protocol/shapes.js';
import type { Realm } from './store/collection-table.js';
import type { Store } from './store/store.js';
import type { OperationSettings } from './operation-settings.js';

/** The context of one operation: the account and region, the time, and the store inside a transaction. */
export interface CallContext {
  readonly realm: Realm;
  readonly store: Store;
  readonly nowMs: number;
  readonly settings: OperationSettings;
}

/** AWS's default quota. The big regions have a higher one for some operations. */
export type Quota = number | { readonly bigRegions: number; readonly others: number };

/** An operation of Rekognition. */
export interface EngineOperationDefinition<Required extends Members, Optional extends Members> {
  readonly name: string;
  /** @source Service endpoints and quotas, Amazon Rekognition: transactions per second per account and region */
  readonly callsPerSecond: Quota;
  /** The shapes of the request's members. */
  readonly required: Required;
  readonly optional: Optional;
  /** The user that the call changes, as [CollectionId, UserId]. Concurrent changes of one user conflict. */
  readonly changes?: (input: StructureOf<Required, Optional>) => readonly [string, string];
  /** Runs inside a transaction, which is rolled back if it throws. */
  readonly run: (input: StructureOf<Required, Optional>, context: CallContext) => object;
}

/** A parsed and validated call. */
export interface ReadyCall {
  readonly changes?: readonly [string, string];
  readonly token?: string;
  /** Equal for equal inputs, ignoring the token. Computed on demand because inputs can hold images. */
  readonly fingerprint: () => string;
  readonly run: (context: CallContext) => object;
}

/** An operation for the server, without its request type. */
export interface EngineOperation {
  readonly name: string;
  readonly callsPerSecond: Quota;
  readonly required: Members;
  readonly optional: Members;
  /** @throws SerializationException, ValidationException */
  readonly read: (body: Uint8Array) => ReadyCall;
}

/** Binds a definition to its request shape, so that `run` receives typed and validated input only. */
export function defineEngineOperation<const Required extends Members, const Optional extends Members>(
  definition: EngineOperationDefinition<Required, Optional>,
): EngineOperation {
  const { name, callsPerSecond, required, optional } = definition;
  return {
    name,
    callsPerSecond,
    required,
    optional,
    read: (body) => {
      const input = readRequest({ required, optional }, body);
      const { ClientRequestToken: token, ...rest } = input as { ClientRequestToken?: string };
      return {
        fingerprint: () => JSON.stringify(rest),
        run: (context) => definition.run(input, context),
        ...(token === undefined ? {} : { token }),
        ...(definition.changes === undefined ? {} : { changes: definition.changes(input) }),
      };
    },
  };
}
