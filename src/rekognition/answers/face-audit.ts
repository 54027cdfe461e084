import type { AuditedFace, FaceOutcome } from '../../audit/audit-line.js';

/**
 * What the audit tells of the faces of a write. `{}` is for writes that change no faces; the collection and the user
 * are told without being declared.
 */
export interface FaceAudit<Input, Output> {
  /** The faces that are asked for, where the input names them. */
  readonly asked?: (input: Input) => readonly string[] | undefined;
  /** The faces that the answer names: see `named` and `unsuccessful`. */
  readonly told?: (output: Output) => readonly AuditedFace[];
  /** What became of faces that were asked for and that the answer does not name. Default: nobody knows. */
  readonly unnamed?: FaceOutcome;
}

/** A face as Rekognition's answers name it: by its id alone, or with more. */
type NamedFace = string | { readonly FaceId?: string | undefined } | undefined;

interface UnsuccessfulFace {
  readonly FaceId?: string | undefined;
  readonly Reasons?: readonly string[] | undefined;
}

const REASON = /^[A-Z_]{1,64}$/;
const MOST_REASONS = 4;

/** Faces of which one list of an answer tells the same. */
export function named(outcome: FaceOutcome, faces: readonly NamedFace[] = []): AuditedFace[] {
  return faces.map(idOf).map((faceId) => ({ faceId, outcome }));
}

/** Faces that could not be changed. Of the reasons only what can be one of Rekognition's words is told. */
export function unsuccessful(faces: readonly UnsuccessfulFace[] = []): AuditedFace[] {
  return faces.map(({ FaceId = '', Reasons = [] }) => ({
    faceId: FaceId,
    outcome: 'unsuccessful',
    reasons: Reasons.filter((reason) => REASON.test(reason)).slice(0, MOST_REASONS),
  }));
}

/**
 * What became of each face of a write that Rekognition has answered.
 *
 * @param unclear whether an earlier attempt may have been carried out: faces that the answer does not name may then be
 * its work.
 */
export function facesOf<Input, Output>(
  { asked, told, unnamed = 'unknown' }: FaceAudit<Input, Output>,
  input: Input,
  output: Output,
  unclear = false,
): AuditedFace[] {
  const faces = told?.(output) ?? [];
  const names = new Set(faces.map(({ faceId }) => faceId));
  return [
    ...faces,
    ...named(
      unclear ? 'unknown' : unnamed,
      asked?.(input)?.filter((faceId) => !names.has(faceId)),
    ),
  ];
}

function idOf(face: NamedFace): string {
  return typeof face === 'string' ? face : (face?.FaceId ?? '');
}
