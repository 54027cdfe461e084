import type { Face as RekognitionFace, ListFacesCommandInput } from '@aws-sdk/client-rekognition';
import { Injectable } from '@nestjs/common';

import { ListFaces } from '../faces/faces.operations.js';
import { classify } from '../failures/classify.js';
import { type Effect, Failure } from '../failures/failure.js';
import type { FacesToChange } from '../http/validation/query-and-body.js';
import { camelCased } from '../rekognition/model/casing.js';
import { Face } from '../rekognition/model/face.dto.js';
import { allPagesOf, pagesOf } from '../rekognition/pages.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_FACES_PAGE, LIST_USERS_PAGE } from '../rekognition/model/rekognition.limits.js';
import { type StatusSources, UserStatuses } from './statuses/user-statuses.js';
import { ErasuresInProgress } from '../state/erasure.store.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { AssociateFacesResponse, DisassociateFacesResponse, ListFacesOfUserResponse } from './users.dto.js';
import {
  associationOutcome,
  disassociationOutcome,
  predictedDisassociation,
  unreportedOf,
} from './user-faces.answers.js';
import type { UserFacePath, UserPath } from '../rekognition/model/identifiers.js';
import { AssociateFaces, DisassociateFaces, ListUsers } from './users.operations.js';

export interface FacesToAssociate {
  /** At least one. Duplicates are ignored. */
  readonly faceIds: readonly string[];
  /** Minimum similarity to the user's own faces, in percent. */
  readonly userMatchThreshold?: number | undefined;
}

@Injectable()
export class UserFacesService {
  constructor(
    private readonly rekognition: RekognitionGateway,
    private readonly statuses: UserStatuses,
    private readonly erasures: ErasuresInProgress,
  ) {}

  async listFacesOfUser(user: UserPath, caller: Caller): Promise<ListFacesOfUserResponse> {
    return { items: (await this.facesOf(user, caller)).map((face) => camelCased(Face, face)) };
  }

  /** Reads every page: Rekognition may return fewer faces than MaxResults. */
  async facesOf({ collectionId, userId }: UserPath, caller: Caller): Promise<RekognitionFace[]> {
    const input = { CollectionId: collectionId, UserId: userId, MaxResults: LIST_FACES_PAGE.most };
    return this.allFaces(input, caller);
  }

  /**
   * Associates faces with a user and reports the result for each face. Faces that Rekognition omits from its response
   * are looked up with one ListFaces call.
   *
   * @throws Failure if that call fails: effect `partial` if faces were associated, `unknown` if an attempt without a
   * response may have associated them.
   */
  async associateFaces(
    user: UserPath,
    { faceIds, userMatchThreshold }: FacesToAssociate,
    caller: Caller,
  ): Promise<AssociateFacesResponse> {
    await this.erasures.refuse(caller.tenant, user);
    const FaceIds = uniqueIds(faceIds, caller);
    const threshold = userMatchThreshold !== undefined && { UserMatchThreshold: userMatchThreshold };
    const input = { CollectionId: user.collectionId, UserId: user.userId, FaceIds, ...threshold };
    let effect: Effect = 'none';
    const onUnclear = (): void => void (effect = 'unknown');
    const output = await this.statuses.change(user, caller, () =>
      this.rekognition.call(AssociateFaces, input, { ...caller, onUnclear }),
    );
    const { AssociatedFaces: associated = [], UnsuccessfulFaceAssociations: failed = [] } = output;
    if (associated.length > 0) effect = 'partial';
    const unreported = unreportedOf(FaceIds, associated, failed);
    const found = await this.facesById(unreported, user, caller).catch((thrown: unknown) => {
      throw classify(thrown).with({ effect });
    });
    return associationOutcome(output, { userId: user.userId, faceIds: FaceIds }, found);
  }

  /**
   * Disassociates faces from a user and reports the result for each face. A dry run predicts it from reads.
   */
  async disassociateFaces(
    user: UserPath,
    { faceIds, dryRun = false }: FacesToChange,
    caller: Caller,
  ): Promise<DisassociateFacesResponse> {
    const FaceIds = uniqueIds(faceIds, caller);
    if (dryRun) return this.predictDisassociation(user, FaceIds, caller);
    const input = { CollectionId: user.collectionId, UserId: user.userId, FaceIds };
    const output = await this.statuses.change(user, caller, () =>
      this.rekognition.call(DisassociateFaces, input, caller),
    );
    return disassociationOutcome(output, FaceIds);
  }

  /**
   * Disassociates one face from a user. Succeeds if the face was not associated with a user.
   *
   * @throws Failure face-not-found, associated-to-a-different-user.
   */
  async disassociateFace({ faceId, ...user }: UserFacePath, caller: Caller): Promise<void> {
    const { unsuccessfulFaceDisassociations: unsuccessful } = await this.disassociateFaces(
      user,
      { faceIds: [faceId] },
      caller,
    );
    const reasons = unsuccessful.flatMap((face) => face.reasons);
    if (reasons.includes('FACE_NOT_FOUND')) throw new Failure('face-not-found');
    if (reasons.includes('ASSOCIATED_TO_A_DIFFERENT_USER')) throw new Failure('associated-to-a-different-user');
    if (unsuccessful.length > 0)
      throw new Failure('unsuccessful-faces', { extension: { unsuccessfulFaceDisassociations: unsuccessful } });
  }

  /** How UserStatuses finds the status of a user with so many faces. */
  statusSources({ collectionId }: UserPath, faceCount: number): StatusSources {
    const input = { CollectionId: collectionId, MaxResults: LIST_USERS_PAGE.most };
    return { faceCount, pages: (caller) => pagesOf(this.rekognition, { operation: ListUsers, input, caller }) };
  }

  private async predictDisassociation(
    user: UserPath,
    FaceIds: string[],
    caller: Caller,
  ): Promise<DisassociateFacesResponse> {
    const own = await this.facesOf(user, caller);
    const predicted = predictedDisassociation(FaceIds, own, await this.facesById(FaceIds, user, caller));
    const { length: changed } = predicted.DisassociatedFaces ?? [];
    const present = changed === 0 && (await this.statuses.of(user, caller, this.statusSources(user, own.length)));
    const UserStatus = present === false ? (own.length > changed ? 'UPDATING' : 'CREATED') : (present ?? 'UNKNOWN');
    return Object.assign(disassociationOutcome({ ...predicted, UserStatus }, FaceIds), { dryRun: true });
  }

  private async facesById(FaceIds: string[], { collectionId }: UserPath, caller: Caller): Promise<RekognitionFace[]> {
    if (FaceIds.length === 0) return [];
    return this.allFaces({ CollectionId: collectionId, FaceIds, MaxResults: LIST_FACES_PAGE.most }, caller);
  }

  private async allFaces(input: ListFacesCommandInput, caller: Caller): Promise<RekognitionFace[]> {
    const pages = await allPagesOf(this.rekognition, { operation: ListFaces, input, caller });
    return pages.flatMap(({ Faces = [] }) => Faces);
  }
}

/** Sorts the ids of a request with an Idempotency-Key, so that Rekognition sees the same input in any order. */
function uniqueIds(faceIds: readonly string[], { idempotencyKey }: Caller): string[] {
  const unique = [...new Set(faceIds)];
  return idempotencyKey === undefined ? unique : unique.sort();
}
