import type { Assumptions } from '../assumptions.js';
import type { Box, FaceRow } from '../store/face-table.js';
import { faceVector } from './face-vector.js';
import type { Picture } from './images.js';

/** The face model version of every collection. */
export const FACE_MODEL_VERSION = '7.0';

/** The part of a stored or new face that responses contain. */
export interface ShownFace {
  readonly id: string;
  readonly imageId: string;
  readonly externalImageId?: string;
  readonly box: Box;
  readonly confidence: number;
}

/** The `Face` members that IndexFaces and ListFaces share. */
export function faceOf(face: ShownFace): object {
  return {
    FaceId: face.id,
    BoundingBox: face.box,
    ImageId: face.imageId,
    ...(face.externalImageId === undefined ? {} : { ExternalImageId: face.externalImageId }),
    Confidence: face.confidence,
  };
}

/** A stored face as a `Face`, with model version and user. */
export function storedFaceOf(face: FaceRow): object {
  return {
    ...faceOf(face),
    IndexFacesModelVersion: FACE_MODEL_VERSION,
    ...(face.user && { UserId: face.user.id }),
  };
}

/**
 * The bounding box of face `position` of `count`. Faces are side by side, from the largest to one of half its width and
 * height.
 */
export function boxOf(position: number, count: number): Box {
  const part = 1 / count;
  const size = count === 1 ? 1 : 1 - position / (count - 1) / 2;
  const [Width, Height] = [(part / 2) * size, size / 2];
  return { Width, Height, Left: (position + 0.5) * part - Width / 2, Top: (1 - Height) / 2 };
}

/** The constant details that each requested attribute adds. */
const DETAILS = {
  AGE_RANGE: { AgeRange: { Low: 25, High: 35 } },
  BEARD: { Beard: { Value: false, Confidence: 95 } },
  EMOTIONS: { Emotions: [{ Type: 'CALM', Confidence: 95 }] },
  EYE_DIRECTION: { EyeDirection: { Yaw: 0, Pitch: 0, Confidence: 95 } },
  EYEGLASSES: { Eyeglasses: { Value: false, Confidence: 95 } },
  EYES_OPEN: { EyesOpen: { Value: true, Confidence: 95 } },
  FACE_OCCLUDED: { FaceOccluded: { Value: false, Confidence: 95 } },
  GENDER: { Gender: { Value: 'Female', Confidence: 95 } },
  MOUTH_OPEN: { MouthOpen: { Value: false, Confidence: 95 } },
  MUSTACHE: { Mustache: { Value: false, Confidence: 95 } },
  SMILE: { Smile: { Value: true, Confidence: 95 } },
  SUNGLASSES: { Sunglasses: { Value: false, Confidence: 95 } },
} as const;

/** Landmark positions as fractions of the box. */
const LANDMARKS = [
  ['eyeLeft', 0.3, 0.4],
  ['eyeRight', 0.7, 0.4],
  ['mouthLeft', 0.35, 0.75],
  ['mouthRight', 0.65, 0.75],
  ['nose', 0.5, 0.55],
] as const;

/** Returns the `FaceDetail` with default and requested attributes. Nothing is detected in the image. */
export function faceDetailOf(
  { box, confidence, quality }: { box: Box; confidence: number; quality: number },
  attributes: readonly string[],
): object {
  const extra = Object.entries(DETAILS).filter(([name]) => attributes.includes('ALL') || attributes.includes(name));
  return {
    BoundingBox: box,
    Landmarks: LANDMARKS.map(([Type, x, y]) => ({ Type, X: box.Left + x * box.Width, Y: box.Top + y * box.Height })),
    Pose: { Roll: 0, Yaw: 0, Pitch: 0 },
    Quality: { Brightness: quality, Sharpness: quality },
    Confidence: confidence,
    ...Object.fromEntries(extra.flatMap(([, detail]) => Object.entries(detail))),
  };
}

const CONFIDENCE = 99.9;

/** @source API reference, DetectFaces and CompareFaces: "the 100 largest faces" of an image are detected */
const FACES_PER_IMAGE = 100;

/** A face in an image, not stored yet. */
export interface FoundFace {
  /** Faces with the same name match. */
  readonly name: string;
  /** 0 to 100. */
  readonly quality: number;
  /** Its index among the faces of the image. */
  readonly position: number;
  readonly box: Box;
  readonly confidence: number;
}

/** Returns the faces of a picture from left to right, the largest first. */
export function facesIn({ people }: Picture): FoundFace[] {
  return people.map(({ name, quality }, position) => ({
    name,
    quality,
    position,
    box: boxOf(position, people.length),
    confidence: CONFIDENCE,
  }));
}

/** Returns the 100 largest faces, the largest first. */
export function largestFacesOf(picture: Picture): FoundFace[] {
  return facesIn(picture)
    .sort((a, b) => areaOf(b.box) - areaOf(a.box))
    .slice(0, FACES_PER_IMAGE);
}

export function vectorOf(picture: Picture, { name, position }: FoundFace): Float32Array {
  return faceVector(name, `${picture.hash.toString('hex')}/${position}`);
}

/** Returns the faces that meet a `QualityFilter`. */
export function passingFaces(
  faces: readonly FoundFace[],
  filter: keyof Assumptions['qualityFloors'],
  { assumptions }: { readonly assumptions: Assumptions },
): FoundFace[] {
  return faces.filter(({ quality }) => quality >= assumptions.qualityFloors[filter]);
}

function areaOf({ Width, Height }: Box): number {
  return Width * Height;
}
