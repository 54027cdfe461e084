import { createHash } from 'node:crypto';

import { Inject, Injectable, Optional } from '@nestjs/common';

import { namespaceOf, type TenantNames } from '../config/tenant.js';
import { Failure } from '../failures/failure.js';
import type { FailureCode } from '../failures/failures.table.js';

/**
 * - `planned`: the faces are stored, nothing was changed yet;
 * - `running`: the first change may have been made;
 * - `done`: nothing is left, and the receipt exists;
 * - `stuck`: it cannot continue by itself; `problem` and `left` say why.
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
  /** The ids in `faceIds` whose faces no longer exist. */
  readonly goneFaceIds: readonly string[];
  readonly left: readonly LeftFace[];
  /** Base64url; the receipt's digests are keyed with it. */
  readonly salt: string;
  readonly awsRequestIds: readonly string[];
  readonly problem?: { readonly code: FailureCode; readonly detail: string } | undefined;
  readonly finished?: { readonly atMs: number; readonly faceCount: number; readonly receipt: string };
}

/** Identifies the person of an erasure. */
export type Person = Pick<Erasure, 'namespace' | 'collectionId' | 'userId'>;
/** Identifies an erasure. */
export type ErasureNames = Pick<Erasure, 'id' | 'namespace' | 'collectionId'>;
/** A user, images of persons, or both. */
export type Names = Omit<Person, 'userId'> & Partial<Pick<Erasure, 'userId' | 'imageIds'>>;

/**
 * Stores erasures. A record is durable when the method returns, and is deleted some days after it is done or stuck.
 *
 * @throws Failure erasure-unavailable if the store is full or cannot be read or written.
 */
export interface ErasureStore {
  /** Whether other processes use it too. */
  readonly isShared: boolean;
  /** Adds an erasure, unless the person has an unfinished one: then returns that one and stores nothing. */
  add(erasure: Erasure): Promise<Erasure>;
  /**
   * Reserves an erasure for its only owner until `leaseMs` from now; 0 ends the reservation.
   *
   * @returns undefined if it is done or does not exist, or another owner has it.
   */
  claim(names: ErasureNames, owner: string, leaseMs: number): Promise<Erasure | undefined>;
  /** @throws Failure erasure-unavailable also if the owner did not claim it, or another one has claimed it since. */
  save(erasure: Erasure, owner: string): Promise<void>;
  find(names: ErasureNames): Promise<Erasure | undefined>;
  /** The person's latest erasure, in any state. */
  latestOf(person: Person): Promise<Erasure | undefined>;
  /** Newest first. @param before the `id` of the last erasure of the previous page. */
  page(list: ErasureList): Promise<readonly Erasure[]>;
  /** At most 100 planned or running erasures that no owner has claimed. */
  unclaimed(): Promise<readonly ErasureNames[]>;
  /** Whether the user, or a face with one of these `externalImageId`s, is being erased. */
  isErasing(names: Names): Promise<boolean>;
  close(): void;
}

export interface ErasureList extends Pick<Erasure, 'namespace' | 'collectionId'> {
  readonly limit: number;
  readonly before?: string | undefined;
}

/** Injection token. Undefined if erasures are off. */
export const ERASURE_STORE = Symbol('ERASURE_STORE');

/** At this number of records, no erasure is added until one has expired. */
export const MAX_ERASURES_PER_TENANT = 10_000;
export const MAX_UNCLAIMED = 100;

export function storeFull(): Failure {
  const detail = `The tenant has ${MAX_ERASURES_PER_TENANT} erasures on record. The oldest must expire first.`;
  return new Failure('erasure-unavailable', { detail });
}

export function isInProgress({ state }: Pick<Erasure, 'state'>): boolean {
  return state === 'planned' || state === 'running';
}

/** A digest, because records of erased persons contain no user id. */
export function personKey({ namespace, collectionId, userId }: Person): string {
  return digest('user', namespace, collectionId, userId);
}

/** The user and images for which no faces may be added while an erasure is in progress. */
export function protectedNames({ namespace, collectionId, userId, imageIds = [] }: Names): string[] {
  const user = userId === undefined ? [] : [personKey({ namespace, collectionId, userId })];
  return [...user, ...imageIds.map((id) => digest('image', namespace, collectionId, id))];
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** Protects users that are being erased from new faces. */
@Injectable()
export class ErasuresInProgress {
  constructor(@Optional() @Inject(ERASURE_STORE) private readonly store: ErasureStore | undefined) {}

  /** @throws Failure user-being-erased if the user, or the person of the image, is being erased. */
  async refuse(
    tenant: TenantNames,
    {
      imageId,
      ...person
    }: Omit<Person, 'namespace' | 'userId'> & { readonly userId?: string; readonly imageId?: string },
  ): Promise<void> {
    if (person.userId === undefined && imageId === undefined) return;
    const names = { namespace: namespaceOf(tenant), ...person, ...(imageId !== undefined && { imageIds: [imageId] }) };
    if (await this.store?.isErasing(names)) throw new Failure('user-being-erased');
  }
}
