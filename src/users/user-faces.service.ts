import type { Face } from '@aws-sdk/client-rekognition';
import { Injectable } from '@nestjs/common';

import { ListFaces } from '../faces/faces.operations.js';
import { classify } from '../failures/classify.js';
import { type Effect, Failure } from '../failures/failure.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import { LIST_FACES_PAGE } from '../rekognition/model/rekognition.limits.js';
import { UserStatuses } from './statuses/user-statuses.js';
import type { Caller } from '../tenants/identity/caller.js';
import type { AssociateFacesResponse } from './dto/associate-faces.dto.js';
import type { DisassociateFacesResponse } from './dto/disassociate-faces.dto.js';
import type { UserFacePath, UserPath } from './dto/user-path.dto.js';
import { associationOutcome, disassociationOutcome, unreportedOf } from './face-outcomes.js';
import { AssociateFaces, DisassociateFaces } from './users.operations.js';

/** The faces to put on a user. */
export interface FacesToAssociate {
  /** At least one; an id that stands twice counts once. */
  readonly faceIds: readonly string[];
  /** How similar the faces must be to the user's own, in percent. */
  readonly userMatchThreshold?: number | undefined;
}

/** The faces that make up users. */
@Injectable()
export class UserFacesService {
  constructor(
    private readonly rekognition: RekognitionGateway,
    private readonly statuses: UserStatuses,
  ) {}

  /**
   * Puts faces on a user and tells what became of each. It costs one call, and one ListFaces more when Rekognition left
   * out some of the faces.
   *
   * @throws Failure with effect `partial` when faces were put on the user and that second call failed; `unknown` when
   * an attempt whose answer was lost may have put them there.
   */
  async associateFaces(
    user: UserPath,
    { faceIds, userMatchThreshold }: FacesToAssociate,
    caller: Caller,
  ): Promise<AssociateFacesResponse> {
    const FaceIds = folded(faceIds, caller);
    const threshold = userMatchThreshold !== undefined && { UserMatchThreshold: userMatchThreshold };
    const input = { CollectionId: user.collectionId, UserId: user.userId, FaceIds, ...threshold };
    let effect: Effect = 'none';
    const onUnclear = (): void => void (effect = 'unknown');
    const output = await this.statuses.change(user, caller, () =>
      this.rekognition.call(AssociateFaces, input, { ...caller, onUnclear }),
    );
    const { AssociatedFaces: on = [], UnsuccessfulFaceAssociations: failed = [] } = output;
    if (on.length > 0) effect = 'partial';
    const found = await this.facesNamed(unreportedOf(FaceIds, on, failed), user, caller).catch((thrown: unknown) => {
      throw classify(thrown).with({ effect });
    });
    return associationOutcome(output, { userId: user.userId, faceIds: FaceIds }, found);
  }

  /**
   * Takes faces off a user and tells what became of each.
   *
   * @param faceIds at least one; an id that stands twice counts once.
   */
  async disassociateFaces(
    user: UserPath,
    faceIds: readonly string[],
    caller: Caller,
  ): Promise<DisassociateFacesResponse> {
    const FaceIds = folded(faceIds, caller);
    const input = { CollectionId: user.collectionId, UserId: user.userId, FaceIds };
    const output = await this.statuses.change(user, caller, () =>
      this.rekognition.call(DisassociateFaces, input, caller),
    );
    return disassociationOutcome(output, FaceIds);
  }

  /**
   * Takes one face off a user; done also when it was off already.
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

  private async facesNamed(FaceIds: string[], { collectionId }: UserPath, caller: Caller): Promise<Face[]> {
    if (FaceIds.length === 0) return [];
    const input = { CollectionId: collectionId, FaceIds, MaxResults: LIST_FACES_PAGE.most };
    const { Faces = [] } = await this.rekognition.call(ListFaces, input, caller);
    return Faces;
  }
}

/** A keyed list is sorted: the same faces in another order are the same request, and must look so to Rekognition. */
function folded(faceIds: readonly string[], { idempotencyKey }: Caller): string[] {
  const unique = [...new Set(faceIds)];
  return idempotencyKey === undefined ? unique : unique.sort();
}
