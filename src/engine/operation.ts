import type { EngineSettings } from './options.js';
import type { ShapeName, ValueOf } from './protocol/constraints.js';
import { readRequest } from './server/request-reader.js';
import type { Realm } from './store/collection-table.js';
import type { Store } from './store/store.js';

type RequestOf<Name extends string> = ValueOf<`${Name}Request`>;

/** The operations whose requests the constraint table knows. */
export type OperationName = ShapeName extends infer Name ? (Name extends `${infer N}Request` ? N : never) : never;

/** What an operation runs with: whose call it is, the present instant, and the store inside one transaction. */
export interface CallContext {
  readonly realm: Realm;
  readonly store: Store;
  readonly nowMs: number;
  readonly settings: EngineSettings;
}

/** One operation of Rekognition. */
export interface EngineOperationDefinition<Name extends OperationName> {
  readonly name: Name;
  /** The user that a call changes, as [CollectionId, UserId]: such calls exclude each other. */
  readonly changes?: (input: RequestOf<Name>) => readonly [string, string];
  /** Runs inside a transaction; what it throws undoes all of it. */
  readonly run: (input: RequestOf<Name>, context: CallContext) => object;
}

/** A call whose request has been read and found right. */
export interface ReadyCall {
  readonly changes?: readonly [string, string];
  readonly token?: string;
  /** Equal for equal inputs, whatever their tokens. Made when it is needed: inputs can hold images. */
  readonly fingerprint: () => string;
  readonly run: (context: CallContext) => object;
}

/** An operation as the server knows it. */
export interface EngineOperation {
  readonly name: OperationName;
  /** @throws SerializationException, InvalidParameterException or what else its request's shape refuses with. */
  readonly read: (body: Uint8Array) => ReadyCall;
}

/** Joins a row with the request shape of its name, so that a row sees typed and checked input only. */
export function defineEngineOperation<Name extends OperationName>(
  row: EngineOperationDefinition<Name>,
): EngineOperation {
  return {
    name: row.name,
    read: (body) => {
      const input = readRequest<`${Name}Request`>(`${row.name}Request`, body);
      const { ClientRequestToken: token, ...rest } = input as { ClientRequestToken?: string };
      return {
        fingerprint: () => JSON.stringify(rest),
        run: (context) => row.run(input, context),
        ...(token === undefined ? {} : { token }),
        ...(row.changes === undefined ? {} : { changes: row.changes(input) }),
      };
    },
  };
}
