import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsUUID, Length, Matches } from 'class-validator';

import { IsCursor, IsLimit } from '../http/lists/cursor.js';
import { DryRunOption } from '../http/validation/query-and-body.js';
import { AreFaceIds, CollectionPath, MayBeAbsent } from '../rekognition/model/identifiers.js';

export const ERASURES_PAGE = { most: 100, usual: 20 };
const FURTHER_FACES = { least: 0, most: 4_096 };
const REFERENCE_CHARACTERS = 256;

export class ErasurePath extends CollectionPath {
  @ApiProperty({ type: String, format: 'uuid', description: 'Erasure id.' })
  @IsUUID('all', { message: 'must be a UUID' })
  erasureId: string;
}

export class EraseUserRequest extends DryRunOption {
  @ApiProperty({
    type: String,
    minLength: 1,
    maxLength: REFERENCE_CHARACTERS,
    required: false,
    description: 'Your own reference, such as a ticket number. It is in the receipt: do not put a person’s name in it.',
    examples: ['DSR-2026-0815'],
  })
  @MayBeAbsent()
  @Length(1, REFERENCE_CHARACTERS, { message: `must have 1 to ${REFERENCE_CHARACTERS} characters` })
  @Matches(/^[ -~\u00a0-\uffff]*$/, { message: 'must consist of printable characters' })
  reference?: string;

  @MayBeAbsent()
  @AreFaceIds('Further faces of this person that are not associated with any user.', { limits: FURTHER_FACES })
  faceIds?: string[];

  @ApiProperty({
    type: Boolean,
    required: false,
    description: 'Whether to keep the user, without faces. Default: the user is deleted.',
  })
  @MayBeAbsent()
  @IsBoolean({ message: 'must be true or false' })
  keepUser?: boolean;
}

export class ListErasuresQuery {
  @IsLimit(ERASURES_PAGE) limit?: number;
  @IsCursor() cursor?: string;
}

export class ErasureProgress {
  /** Whether the user no longer exists. */
  userDeleted: boolean;

  /** Faces found so far. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  faces: number;

  /** Faces deleted so far. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  deletedFaces: number;
}

/** A face that could not be deleted, and why. */
export class RemainingFace {
  faceId: string;

  /** AWS's reasons, such as ASSOCIATED_TO_AN_EXISTING_USER. */
  reasons: string[];
}

/** Why an erasure cannot continue. */
export class ErasureProblem {
  /** Code of the problem, as in problem documents. */
  code: string;

  detail: string;
}

/** The erasure of one person from one collection. */
export class ErasureResponse {
  /**
   * Present and true if this is a prediction (`dryRun=true`): nothing was stored or changed, and the id names nothing.
   */
  dryRun?: boolean;

  erasureId: string;

  /**
   * planned: the faces are stored, nothing was changed yet; running: changes are being made; done: nothing is left;
   * stuck: it cannot continue by itself, see `problem` and `remainingFaces`, and repeat the request to resume it;
   * already-erased: this person was erased before, and has no user now.
   */
  state: 'planned' | 'running' | 'done' | 'stuck' | 'already-erased';

  /** The reference of the request. */
  reference?: string;

  /** ISO 8601. */
  requestedAt: string;

  /** ISO 8601. */
  finishedAt?: string;

  progress: ErasureProgress;

  /** Faces that could not be deleted. */
  @ApiProperty({ type: [RemainingFace] })
  remainingFaces: RemainingFace[];

  @ApiProperty({ type: ErasureProblem, required: false })
  problem?: ErasureProblem;

  /** Base64url. With it, a third party can check that the digests in the receipt belong to given user and face ids. */
  salt: string;

  /** Signed receipt (JWS, EdDSA). Present when done. */
  receipt?: string;
}

export class ListErasuresResponse {
  @ApiProperty({ type: [ErasureResponse] })
  items: ErasureResponse[];

  /** Cursor of the next page. Absent on the last page. */
  nextCursor?: string;
}

export class ErasureReceiptResponse {
  /** The signed receipt (JWS in compact form, EdDSA). Verify it with the keys at `/.well-known/jwks.json`. */
  receipt: string;
}
