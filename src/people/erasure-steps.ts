import { Injectable } from '@nestjs/common';

import { DeleteFaces, ListFaces } from '../faces/faces.operations.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
import { LIST_FACES_PAGE } from '../rekognition/model/rekognition.limits.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import type { Erasure, LeftFace } from '../state/erasure.store.js';
import type { Caller } from '../tenants/identity/caller.js';
import { DeleteUser } from '../users/users.operations.js';
import { AllFaces, chunks, type FoundFace, MAX_ROUNDS, toFound } from './all-faces.js';

type AwsAnswer = { readonly $metadata: { readonly requestId?: string | undefined } };

const MAX_AWS_REQUEST_IDS = 50;
const NOT_FOUND = 'FACE_NOT_FOUND';

/** Saves the progress of an erasure; it must be durable when the promise resolves. */
export type Save = (erasure: Erasure) => Promise<void>;

/** The steps of an erasure. Each may be repeated: a step that was done already changes nothing. */
@Injectable()
export class ErasureSteps {
  constructor(
    private readonly rekognition: RekognitionGateway,
    private readonly faces: AllFaces,
  ) {}

  /** Returns the given faces that exist. */
  async facesById(collectionId: string, faceIds: readonly string[], caller: Caller): Promise<FoundFace[]> {
    const found: FoundFace[] = [];
    for (const FaceIds of chunks(faceIds, LIST_FACES_PAGE.most)) {
      const input = { CollectionId: collectionId, FaceIds, MaxResults: LIST_FACES_PAGE.most };
      const { Faces = [] } = await this.rekognition.call(ListFaces, input, caller);
      found.push(...Faces.map(toFound));
    }
    return found;
  }

  /**
   * Erases the rest of the plan, and faces that were added meanwhile. `left` is empty on success.
   *
   * @throws Failure if a step failed; the progress so far is saved.
   */
  async run(planned: Erasure, caller: Caller, save: Save): Promise<Erasure> {
    let erasure = planned;
    const keep = async (changes: Partial<Erasure>): Promise<void> => {
      erasure = { ...erasure, ...changes };
      await save(erasure);
    };
    await keep({ state: 'running', problem: undefined });
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      await this.emptyUser(() => erasure, caller, keep);
      if (!erasure.keepUser && !erasure.userDeleted) await this.deleteUser(erasure, caller, keep);
      await this.deleteFaces(() => erasure, caller, keep);
      const remaining = await this.readBack(erasure, caller);
      if (remaining.length === 0) return erasure;
      // The next round deletes faces that were added, or that Rekognition still lists although they were deleted.
      const found = new Set(remaining.map(({ faceId }) => faceId));
      await keep({ ...withFaces(erasure, remaining), goneFaceIds: erasure.goneFaceIds.filter((id) => !found.has(id)) });
    }
    throw new Failure('user-busy');
  }

  /** Otherwise an AssociateFaces waiting in the user's lane could add a face that remains when the user is deleted. */
  private async emptyUser(erasure: () => Erasure, caller: Caller, keep: Keep): Promise<void> {
    const emptied = this.faces.disassociate(erasure(), caller, {
      found: (faces) => keep(withFaces(erasure(), faces)),
      answered: (output) => keep(withAnswer(erasure(), output)),
    });
    await orWhenMissing(emptied, undefined);
  }

  private async deleteUser({ collectionId, userId, ...erasure }: Erasure, caller: Caller, keep: Keep): Promise<void> {
    const input = { CollectionId: collectionId, UserId: userId };
    const answer = await orWhenMissing(this.rekognition.call(DeleteUser, input, caller), undefined);
    await keep({ userDeleted: true, ...withAnswer(erasure, answer) });
  }

  private async deleteFaces(erasure: () => Erasure, caller: Caller, keep: Keep): Promise<void> {
    const gone = new Set(erasure().goneFaceIds);
    const pending = erasure().faceIds.filter((id) => !gone.has(id));
    const left: LeftFace[] = [];
    for (const FaceIds of chunks(pending, LIST_FACES_PAGE.most)) {
      const input = { CollectionId: erasure().collectionId, FaceIds };
      const answer = await orWhenMissing(this.rekognition.call(DeleteFaces, input, caller), undefined);
      const failed = (answer?.UnsuccessfulFaceDeletions ?? []).filter(
        ({ Reasons = [] }) => !Reasons.some((reason) => reason === NOT_FOUND),
      );
      left.push(...failed.map(({ FaceId = '', Reasons = [] }) => ({ faceId: FaceId, reasons: Reasons })));
      const kept = new Set(left.map(({ faceId }) => faceId));
      const goneNow = FaceIds.filter((id) => !kept.has(id));
      await keep({ goneFaceIds: [...erasure().goneFaceIds, ...goneNow], ...withAnswer(erasure(), answer) });
    }
    await keep({ left });
    if (left.length > 0) throw new Failure('associated-to-a-different-user');
  }

  private async readBack({ collectionId, userId, faceIds }: Erasure, caller: Caller): Promise<FoundFace[]> {
    const ofUser = await orWhenMissing(this.faces.ofUser({ collectionId, userId }, caller), []);
    const planned = await orWhenMissing(this.facesById(collectionId, faceIds, caller), []);
    return [...ofUser, ...planned];
  }
}

type Keep = (changes: Partial<Erasure>) => Promise<void>;

/** Adds faces to a plan. */
export function withFaces(
  { faceIds, imageIds }: Pick<Erasure, 'faceIds' | 'imageIds'>,
  faces: readonly FoundFace[],
): Pick<Erasure, 'faceIds' | 'imageIds'> {
  return {
    faceIds: [...new Set([...faceIds, ...faces.map(({ faceId }) => faceId)])],
    imageIds: [...new Set([...imageIds, ...faces.flatMap(({ imageId }) => imageId ?? [])])],
  };
}

function withAnswer(
  { awsRequestIds }: Pick<Erasure, 'awsRequestIds'>,
  answer: AwsAnswer | undefined,
): Partial<Erasure> {
  const id = answer?.$metadata.requestId;
  if (id === undefined || awsRequestIds.length >= MAX_AWS_REQUEST_IDS) return {};
  return { awsRequestIds: [...awsRequestIds, id] };
}

/** A user or collection that does not exist has nothing to erase. */
async function orWhenMissing<T, Missing>(work: Promise<T>, missing: Missing): Promise<T | Missing> {
  try {
    return await work;
  } catch (thrown) {
    const failure = classify(thrown);
    if (failure.code === 'resource-not-found') return missing;
    throw failure;
  }
}
