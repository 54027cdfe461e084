import type { DisassociateFacesCommandOutput } from '@aws-sdk/client-rekognition';
import { Injectable } from '@nestjs/common';

import { Failure } from '../failures/failure.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import type { Caller } from '../tenants/caller.js';
import type { DisassociateFacesResponse } from './dto/disassociate-faces.dto.js';
import type { UserFacePath, UserPath } from './dto/user-path.dto.js';
import { DisassociateFaces } from './users.operations.js';

/** Users of a collection and the faces that make them up. */
@Injectable()
export class UsersService {
  constructor(private readonly rekognition: RekognitionGateway) {}

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
    return toResponse(await this.rekognition.call(DisassociateFaces, input, caller), FaceIds);
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
}

/** A keyed list is sorted: the same faces in another order are the same request, and must look so to Rekognition. */
function folded(faceIds: readonly string[], { idempotencyKey }: Caller): string[] {
  const unique = [...new Set(faceIds)];
  return idempotencyKey === undefined ? unique : unique.sort();
}

function toResponse(output: DisassociateFacesCommandOutput, requested: readonly string[]): DisassociateFacesResponse {
  const { DisassociatedFaces: off = [], UnsuccessfulFaceDisassociations: failed = [], UserStatus = '' } = output;
  const reported = new Set([...off, ...failed].map(({ FaceId }) => FaceId));
  const already = requested.filter((faceId) => !reported.has(faceId));
  return {
    outcome: outcomeOf(failed.length, requested.length),
    disassociatedFaces: off.map(({ FaceId = '' }) => ({ faceId: FaceId })),
    alreadyDisassociatedFaces: already.map((faceId) => ({ faceId })),
    unsuccessfulFaceDisassociations: failed.map(({ FaceId = '', UserId, Reasons = [] }) => ({
      faceId: FaceId,
      ...(UserId !== undefined && { userId: UserId }),
      reasons: Reasons,
    })),
    userStatus: UserStatus,
  };
}

function outcomeOf(unsuccessful: number, requested: number): DisassociateFacesResponse['outcome'] {
  if (unsuccessful === 0) return 'complete';
  return unsuccessful === requested ? 'none' : 'partial';
}
