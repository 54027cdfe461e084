import type { Face as RekognitionFace } from '@aws-sdk/client-rekognition';
import { Injectable } from '@nestjs/common';

import { ListFaces } from '../faces/faces.operations.js';
import { classify } from '../failures/classify.js';
import { type Effect, Failure } from '../failures/failure.js';
import { camelCased } from '../rekognition/model/casing.js';
import { Face } from '../rekognition/model/face.dto.js';
import { pagesOf } from '../rekognition/pages.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_FACES_PAGE } from '../rekognition/model/rekognition.limits.js';
import { UserStatuses } from './statuses/user-statuses.js';
import { ErasuresInProgress } from '../state/erasures-in-progress.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { AssociateFacesResponse, DisassociateFacesResponse, ListFacesOfUserResponse } from './users.dto.js';
import { associationOutcome, disassociationOutcome, unreportedOf } from './user-faces.answers.js';
import type { UserFacePath, UserPath } from '../rekognition/model/paths.dto.js';
import { AssociateFaces, DisassociateFaces } from './users.operations.js';

/** A user has at most 100 faces, so a longer list means that Rekognition repeats its pages. */
const MOST_PAGES = 10;

export interface FacesToAssociate {
  /** At least one. Duplicates are ignored. */
  readonly faceIds: readonly string[];
  /** Least similarity to the user's own faces, in percent. */
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
    const faces: RekognitionFace[] = [];
    let pages = 0;
    for await (const { Faces = [] } of pagesOf(this.rekognition, { operation: ListFaces, input, caller })) {
      pages += 1;
      if (pages > MOST_PAGES) throw new Failure('upstream-invalid-answer');
      faces.push(...Faces);
    }
    return faces;
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
   * Disassociates faces from a user and reports the result for each face.
   *
   * @param faceIds at least one. Duplicates are ignored.
   */
  async disassociateFaces(
    user: UserPath,
    faceIds: readonly string[],
    caller: Caller,
  ): Promise<DisassociateFacesResponse> {
    const FaceIds = uniqueIds(faceIds, caller);
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
    const { unsuccessfulFaceDisassociations: unsuccessful } = await this.disassociateFaces(user, [faceId], caller);
    const reasons = unsuccessful.flatMap((face) => face.reasons);
    if (reasons.includes('FACE_NOT_FOUND')) throw new Failure('face-not-found');
    if (reasons.includes('ASSOCIATED_TO_A_DIFFERENT_USER')) throw new Failure('associated-to-a-different-user');
    if (unsuccessful.length > 0)
      throw new Failure('unsuccessful-faces', { extension: { unsuccessfulFaceDisassociations: unsuccessful } });
  }

  private async facesById(FaceIds: string[], { collectionId }: UserPath, caller: Caller): Promise<RekognitionFace[]> {
    if (FaceIds.length === 0) return [];
    const input = { CollectionId: collectionId, FaceIds, MaxResults: LIST_FACES_PAGE.most };
    const { Faces = [] } = await this.rekognition.call(ListFaces, input, caller);
    return Faces;
  }
}

/** Sorts the ids of a request with an Idempotency-Key, so that Rekognition sees the same input in any order. */
function uniqueIds(faceIds: readonly string[], { idempotencyKey }: Caller): string[] {
  const unique = [...new Set(faceIds)];
  return idempotencyKey === undefined ? unique : unique.sort();
}
