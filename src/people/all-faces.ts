import { createHash } from 'node:crypto';

import type { DisassociateFacesCommandOutput, Face } from '@aws-sdk/client-rekognition';
import { Injectable } from '@nestjs/common';

import { ListFaces } from '../faces/faces.operations.js';
import { Failure } from '../failures/failure.js';
import type { UserPath } from '../rekognition/model/identifiers.js';
import { FACE_IDS_PER_CALL, LIST_FACES_PAGE } from '../rekognition/model/rekognition.limits.js';
import { allPagesOf } from '../rekognition/pages.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import type { Caller } from '../tenants/identity/caller.js';
import { DisassociateFaces } from '../users/users.operations.js';

export interface DisassociationProgress {
  /** Faces that were not found before. None of them is disassociated until it resolves. */
  readonly found: (faces: readonly Face[]) => Promise<void> | void;
  readonly answered: (output: DisassociateFacesCommandOutput) => Promise<void> | void;
}

/** If faces remain after this many rounds, another client keeps adding some, and the caller should retry later. */
export const MAX_ROUNDS = 5;

/** All faces of a user or of a list of ids, however many calls they take. */
@Injectable()
export class AllFaces {
  constructor(private readonly rekognition: RekognitionGateway) {}

  /** Reads every page. @throws Failure resource-not-found if there is no such user. */
  async ofUser({ collectionId, userId }: UserPath, caller: Caller): Promise<Face[]> {
    const input = { CollectionId: collectionId, UserId: userId, MaxResults: LIST_FACES_PAGE.most };
    const pages = await allPagesOf(this.rekognition, { operation: ListFaces, input, caller });
    return pages.flatMap(({ Faces = [] }) => Faces);
  }

  /** Returns the given faces that exist. */
  async byId(CollectionId: string, faceIds: readonly string[], caller: Caller): Promise<Face[]> {
    const found: Face[] = [];
    for (const FaceIds of chunks(faceIds, LIST_FACES_PAGE.most)) {
      const input = { CollectionId, FaceIds, MaxResults: LIST_FACES_PAGE.most };
      found.push(...((await this.rekognition.call(ListFaces, input, caller)).Faces ?? []));
    }
    return found;
  }

  /**
   * Disassociates the faces of a user until the list has no other ones. The calls run in the user's lane, so that faces
   * of an AssociateFaces that was waiting there are found by the next listing.
   *
   * @throws Failure user-busy if faces keep coming in.
   */
  async disassociate(user: UserPath, caller: Caller, { found, answered }: DisassociationProgress): Promise<void> {
    const known = new Set<string>();
    for (let round = 0; round <= MAX_ROUNDS; round += 1) {
      const faces = (await this.ofUser(user, caller)).filter(({ FaceId = '' }) => !known.has(FaceId));
      if (faces.length === 0) return;
      await found(faces);
      const ids = idsOf(faces).sort();
      for (const id of ids) known.add(id);
      for (const FaceIds of chunks(ids, FACE_IDS_PER_CALL.most)) {
        const input = { CollectionId: user.collectionId, UserId: user.userId, FaceIds };
        await answered(await this.rekognition.call(DisassociateFaces, input, withKeyOf(FaceIds, caller)));
      }
    }
    throw new Failure('user-busy');
  }
}

/** Rekognition rejects a token that is reused with other faces, so each call gets its own key. */
function withKeyOf(faceIds: readonly string[], caller: Caller): Caller {
  const { idempotencyKey: key } = caller;
  if (key === undefined) return caller;
  const idempotencyKey = createHash('sha256')
    .update(JSON.stringify([key, ...faceIds]))
    .digest('base64url');
  return { ...caller, idempotencyKey };
}

export function idsOf(faces: readonly Face[]): string[] {
  return faces.map(({ FaceId = '' }) => FaceId);
}

export function* chunks(ids: readonly string[], size: number): Generator<string[]> {
  for (let start = 0; start < ids.length; start += size) yield ids.slice(start, start + size);
}
