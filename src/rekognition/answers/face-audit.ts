import type { AuditedFace, FaceOutcome } from '../../audit/audit-line.js';

/**
 * How the audit derives the faces of a write from its input and output. `{}` for writes that change no faces.
 * Collection and user ids are audited without declaration.
 */
export interface FaceAudit<Input, Output> {
  readonly requested?: (input: Input) => readonly string[] | undefined;
  /** The faces that the output names: see `named` and `unsuccessful`. */
  readonly reported?: (output: Output) => readonly AuditedFace[];
  /** The outcome of faces in the input that the output does not mention. Default: `unknown`. */
  readonly omitted?: FaceOutcome;
}

/** A face in an output: an id, or an object with one. */
type NamedFace = string | { readonly FaceId?: string | undefined } | undefined;

interface UnsuccessfulFace {
  readonly FaceId?: string | undefined;
  readonly Reasons?: readonly string[] | undefined;
}

const REASON = /^[A-Z_]{1,64}$/;
const MAX_REASONS = 4;

export function named(outcome: FaceOutcome, faces: readonly NamedFace[] = []): AuditedFace[] {
  return faces.map(idOf).map((faceId) => ({ faceId, outcome }));
}

/** Faces that could not be changed. Reasons that do not look like Rekognition's are left out. */
export function unsuccessful(faces: readonly UnsuccessfulFace[] = []): AuditedFace[] {
  return faces.map(({ FaceId = '', Reasons = [] }) => ({
    faceId: FaceId,
    outcome: 'unsuccessful',
    reasons: Reasons.filter((reason) => REASON.test(reason)).slice(0, MAX_REASONS),
  }));
}

/**
 * The outcome of each face of a write that Rekognition has answered.
 *
 * @param unclear whether an earlier attempt may have succeeded: faces that the output does not mention may then have
 *   been changed by it.
 */
export function facesOf<Input, Output>(
  { requested, reported, omitted = 'unknown' }: FaceAudit<Input, Output>,
  input: Input,
  output: Output,
  unclear = false,
): AuditedFace[] {
  const faces = reported?.(output) ?? [];
  const names = new Set(faces.map(({ faceId }) => faceId));
  return [
    ...faces,
    ...named(
      unclear ? 'unknown' : omitted,
      requested?.(input)?.filter((faceId) => !names.has(faceId)),
    ),
  ];
}

function idOf(face: NamedFace): string {
  return typeof face === 'string' ? face : (face?.FaceId ?? '');
}
