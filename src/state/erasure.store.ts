import type { FailureCode } from '../failures/failures.table.js';

/**
 * - `planned`: the faces are stored, nothing was changed yet;
 * - `running`: the first change may have been made;
 * - `done`: nothing is left, and the receipt is there;
 * - `stuck`: it cannot go on by itself; `problem` and `left` say why.
 */
export type ErasureState = 'planned' | 'running' | 'done' | 'stuck';

/** A face that could not be deleted, with Rekognition's reasons. */
export interface LeftFace {
  readonly faceId: string;
  readonly reasons: readonly string[];
}

/** Progress of the erasure of one person. Ids of user and faces are removed once it is done. */
export interface Erasure {
  readonly id: string;
  /** `namespaceOf` the tenant. */
  readonly namespace: string;
  readonly tenantId: string;
  readonly collectionId: string;
  readonly userId: string;
  readonly keepUser: boolean;
  readonly reference?: string;
  /** Principal, request id and trace of the request that asked, for audit and logs. */
  readonly askedBy: object;
  readonly createdAtMs: number;
  readonly state: ErasureState;
  readonly userDeleted: boolean;
  /** All faces to delete. */
  readonly faceIds: readonly string[];
  /** `externalImageId`s of these faces. */
  readonly imageIds: readonly string[];
  /** Those of `faceIds` that no longer exist. */
  readonly goneFaceIds: readonly string[];
  readonly left: readonly LeftFace[];
  /** Base64url; the receipt's digests are keyed with it. */
  readonly salt: string;
  readonly awsRequestIds: readonly string[];
  readonly problem?: { readonly code: FailureCode; readonly detail: string } | undefined;
  readonly finished?: { readonly atMs: number; readonly faceCount: number; readonly receipt: string };
}

/** What identifies the person of an erasure. */
export type Person = Pick<Erasure, 'namespace' | 'collectionId' | 'userId'>;

/**
 * Stores erasures. A record is durable when the method returns.
 *
 * @throws Failure erasure-unavailable if the store is full or cannot be read or written.
 */
export interface ErasureStore {
  /** Adds an erasure, unless the person has an unfinished one: then returns that one and stores nothing. */
  add(erasure: Erasure): Promise<Erasure>;
  save(erasure: Erasure): Promise<void>;
  find(names: Pick<Erasure, 'namespace' | 'collectionId' | 'id'>): Promise<Erasure | undefined>;
  /** The person's latest erasure, in any state. */
  latestOf(person: Person): Promise<Erasure | undefined>;
  /** Newest first. @param before the `id` of the last erasure of the previous page. */
  page(list: ErasureList): Promise<readonly Erasure[]>;
  /** All that are planned or running. */
  unfinished(): Promise<readonly Erasure[]>;
  /** Whether a user, or a face with this `externalImageId`, is being erased. */
  isErasing(names: Omit<Person, 'userId'> & { readonly userId?: string; readonly imageId?: string }): Promise<boolean>;
  close(): void;
}

export interface ErasureList extends Pick<Erasure, 'namespace' | 'collectionId'> {
  readonly limit: number;
  readonly before?: string | undefined;
}

/** Injection token. Undefined if erasures are off. */
export const ERASURE_STORE = Symbol('ERASURE_STORE');

/** Above it, no erasure is added until one has expired. */
export const MOST_ERASURES_PER_TENANT = 10_000;
