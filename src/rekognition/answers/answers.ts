import type { AuditedFace, FaceOutcome } from '../../audit/audit-line.js';
import { PAGE_TOKEN } from '../model/rekognition.limits.js';

// Validators of Rekognition's responses: the SDK does not check types.

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || isText(value);
}

/** Whether all values are distinct strings. */
export function areDifferentTexts(values: readonly unknown[]): boolean {
  return values.every(isText) && new Set(values).size === values.length;
}

/** Whether the ids in a response are distinct and were all requested. */
export function areSomeOf(requested: readonly string[] = [], reported: readonly (string | undefined)[]): boolean {
  const left = new Set<unknown>(requested);
  return reported.every((id) => left.delete(id));
}

/** Whether a list holds at most `most` valid items, each with a distinct id. */
export function areDistinct<Item>(
  items: readonly Item[] | undefined,
  check: Check,
  idOf: (item: Item) => unknown,
  most = Number.POSITIVE_INFINITY,
): boolean {
  if (items === undefined || !listOf(check)(items)) return false;
  return items.length <= most && areDifferentTexts(items.map(idOf));
}

/** Whether a NextToken is valid. The token that was just sent would make the list endless. */
export function leadsOn(next: unknown, sent: string | undefined): boolean {
  return next === undefined || (isText(next) && next !== '' && next.length <= PAGE_TOKEN.most && next !== sent);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type Check = (value: unknown) => boolean;

/** The check of a response that is always empty. */
export const anything: Check = () => true;

export function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** Accepts undefined as well. */
export function orAbsent(check: Check): Check {
  return (value) => value === undefined || check(value);
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

/** Whether a value is an object whose members pass their checks. */
export function shaped(members: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(members);
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    checks.every(([name, check]) => check((value as Record<string, unknown>)[name]));
}

// Validators of faces in Rekognition's responses.

export const isBoundingBox = shaped({ Width: isNumber, Height: isNumber, Left: isNumber, Top: isNumber });

const isJudgement = orAbsent(shaped({ Value: isFlag, Confidence: isNumber }));

const LOOKS: Readonly<Record<string, Check>> = {
  BoundingBox: orAbsent(isBoundingBox),
  Confidence: orAbsent(isNumber),
  Landmarks: orAbsent(listOf(shaped({ Type: isText, X: isNumber, Y: isNumber }))),
  Pose: orAbsent(shaped({ Roll: isNumber, Yaw: isNumber, Pitch: isNumber })),
  Quality: orAbsent(shaped({ Brightness: isNumber, Sharpness: isNumber })),
  Emotions: orAbsent(listOf(shaped({ Type: isText, Confidence: isNumber }))),
  Smile: isJudgement,
};

/** A face of a collection. */
export const isFace = shaped({
  FaceId: isText,
  BoundingBox: orAbsent(isBoundingBox),
  ImageId: isTextOrAbsent,
  ExternalImageId: isTextOrAbsent,
  Confidence: orAbsent(isNumber),
  IndexFacesModelVersion: isTextOrAbsent,
  UserId: isTextOrAbsent,
});

/** A face as CompareFaces describes it. */
export const isComparedFace = shaped(LOOKS);

/** A face as DetectFaces and IndexFaces describe it. */
export const isFaceDetail = shaped({
  ...LOOKS,
  AgeRange: orAbsent(shaped({ Low: isNumber, High: isNumber })),
  Eyeglasses: isJudgement,
  Sunglasses: isJudgement,
  Gender: orAbsent(shaped({ Value: isText, Confidence: isNumber })),
  Beard: isJudgement,
  Mustache: isJudgement,
  EyesOpen: isJudgement,
  MouthOpen: isJudgement,
  FaceOccluded: isJudgement,
  EyeDirection: orAbsent(shaped({ Yaw: isNumber, Pitch: isNumber, Confidence: isNumber })),
});

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
