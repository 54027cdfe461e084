import type { Face } from '@aws-sdk/client-rekognition';

import { DeleteFaces } from '../faces/faces.operations.js';
import { classify } from '../failures/classify.js';
import { Failure } from '../failures/failure.js';
import { LIST_FACES_PAGE } from '../rekognition/model/rekognition.limits.js';
import type { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import type { Erasure, LeftFace } from '../state/erasure.store.js';
import type { Caller } from '../tenants/identity/caller.js';
import { DeleteUser } from '../users/users.operations.js';
import { type AllFaces, chunks, idsOf, MAX_ROUNDS } from './all-faces.js';

type AwsAnswer = { readonly $metadata: { readonly requestId?: string | undefined } };

const MAX_AWS_REQUEST_IDS = 50;
const NOT_FOUND = 'FACE_NOT_FOUND';

/** Dependencies of one attempt. */
export interface ErasureAttempt {
  readonly rekognition: RekognitionGateway;
  readonly faces: AllFaces;
  readonly caller: Caller;
  /** Saves the progress; it must be durable when the promise resolves. */
  readonly save: (erasure: Erasure) => Promise<void>;
}

/** One attempt to carry out an erasure. Each step may be repeated: a step that was done already changes nothing. */
export class ErasureSteps {
  constructor(
    private erasure: Erasure,
    private readonly attempt: ErasureAttempt,
  ) {}

  /**
   * Erases the rest of the plan, and faces that were added meanwhile. `left` is empty on success.
   *
   * @throws Failure if a step failed; the progress so far is saved.
   */
  async run(): Promise<Erasure> {
    await this.keep({ state: 'running', problem: undefined });
    for (let round = 1; round <= MAX_ROUNDS; round += 1) {
      await this.emptyUser();
      if (!this.erasure.keepUser && !this.erasure.userDeleted) await this.deleteUser();
      await this.deleteFaces();
      const remaining = await this.readBack();
      if (remaining.length === 0) return this.erasure;
      // The next round deletes faces that were added, or that Rekognition still lists although they were deleted.
      const found = new Set(idsOf(remaining));
      const goneFaceIds = this.erasure.goneFaceIds.filter((id) => !found.has(id));
      await this.keep({ ...withFaces(this.erasure, remaining), goneFaceIds });
    }
    throw new Failure('user-busy');
  }

  private async keep(changes: Partial<Erasure>, answer?: AwsAnswer): Promise<void> {
    const { awsRequestIds } = this.erasure;
    const id = answer?.$metadata.requestId;
    const isNoted = id !== undefined && awsRequestIds.length < MAX_AWS_REQUEST_IDS;
    this.erasure = { ...this.erasure, ...changes, ...(isNoted && { awsRequestIds: [...awsRequestIds, id] }) };
    await this.attempt.save(this.erasure);
  }

  /** Otherwise an AssociateFaces waiting in the user's lane could add a face that remains when the user is deleted. */
  private async emptyUser(): Promise<void> {
    const emptied = this.attempt.faces.disassociate(this.erasure, this.attempt.caller, {
      found: (faces) => this.keep(withFaces(this.erasure, faces)),
      answered: (output) => this.keep({}, output),
    });
    await orWhenMissing(emptied, undefined);
  }

  private async deleteUser(): Promise<void> {
    const { rekognition, caller } = this.attempt;
    const input = { CollectionId: this.erasure.collectionId, UserId: this.erasure.userId };
    await this.keep({ userDeleted: true }, await orWhenMissing(rekognition.call(DeleteUser, input, caller), undefined));
  }

  private async deleteFaces(): Promise<void> {
    const { rekognition, caller } = this.attempt;
    const { collectionId: CollectionId, faceIds, goneFaceIds } = this.erasure;
    const gone = new Set(goneFaceIds);
    const pending = faceIds.filter((id) => !gone.has(id));
    const left: LeftFace[] = [];
    for (const FaceIds of chunks(pending, LIST_FACES_PAGE.most)) {
      const deletion = rekognition.call(DeleteFaces, { CollectionId, FaceIds }, caller);
      const answer = await orWhenMissing(deletion, undefined);
      for (const { FaceId = '', Reasons = [] } of answer?.UnsuccessfulFaceDeletions ?? [])
        if (!Reasons.some((reason) => reason === NOT_FOUND)) left.push({ faceId: FaceId, reasons: Reasons });
      const kept = new Set(left.map(({ faceId }) => faceId));
      const goneNow = FaceIds.filter((id) => !kept.has(id));
      await this.keep({ goneFaceIds: [...this.erasure.goneFaceIds, ...goneNow] }, answer);
    }
    await this.keep({ left });
    if (left.length > 0) throw new Failure('associated-to-a-different-user');
  }

  private async readBack(): Promise<Face[]> {
    const { faces, caller } = this.attempt;
    const { collectionId, faceIds } = this.erasure;
    const ofUser = await orWhenMissing(faces.ofUser(this.erasure, caller), []);
    return [...ofUser, ...(await orWhenMissing(faces.byId(collectionId, faceIds, caller), []))];
  }
}

/** Adds faces to a plan. */
export function withFaces(
  { faceIds, imageIds }: Pick<Erasure, 'faceIds' | 'imageIds'>,
  faces: readonly Face[],
): Pick<Erasure, 'faceIds' | 'imageIds'> {
  return {
    faceIds: [...new Set([...faceIds, ...idsOf(faces)])],
    imageIds: [...new Set([...imageIds, ...faces.flatMap(({ ExternalImageId }) => ExternalImageId ?? [])])],
  };
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
