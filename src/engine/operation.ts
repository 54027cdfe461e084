import type { EngineSettings } from './options.js';
import type { ShapeName, ValueOf } from './protocol/constraints.js';
import { readRequest } from './server/request-reader.js';
import type { Realm } from './store/collection-table.js';
import type { Store } from './store/store.js';

type RequestOf<Name extends string> = ValueOf<`${Name}Request`>;

/** The operations with a request shape in SHAPES. */
export type OperationName = ShapeName extends infer Name ? (Name extends `${infer N}Request` ? N : never) : never;

/** The context of one operation: the account and region, the time, and the store inside a transaction. */
export interface CallContext {
  readonly realm: Realm;
  readonly store: Store;
  readonly nowMs: number;
  readonly settings: EngineSettings;
}

/** An operation of Rekognition. */
export interface EngineOperationDefinition<Name extends OperationName> {
  readonly name: Name;
  /** The user that the call changes, as [CollectionId, UserId]. Concurrent changes of one user conflict. */
  readonly changes?: (input: RequestOf<Name>) => readonly [string, string];
  /** Runs inside a transaction, which is rolled back if it throws. */
  readonly run: (input: RequestOf<Name>, context: CallContext) => object;
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
  readonly name: OperationName;
  /** @throws SerializationException, InvalidParameterException or another validation error of the request shape */
  readonly read: (body: Uint8Array) => ReadyCall;
}

/** Binds a definition to its request shape, so that `run` receives typed and validated input only. */
export function defineEngineOperation<Name extends OperationName>(
  definition: EngineOperationDefinition<Name>,
): EngineOperation {
  return {
    name: definition.name,
    read: (body) => {
      const input = readRequest<`${Name}Request`>(`${definition.name}Request`, body);
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
