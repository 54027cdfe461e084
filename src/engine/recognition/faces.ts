import type { Box, FaceRow } from '../store/face-table.js';

/** The face model version of every collection. */
export const FACE_MODEL_VERSION = '7.0';

/** What of a stored or newly found face every answer shows. */
export interface ShownFace {
  readonly id: string;
  readonly imageId: string;
  readonly externalImageId?: string;
  readonly box: Box;
  readonly confidence: number;
}

/** The members of the model's `Face` that IndexFaces and ListFaces share. */
export function faceOf(face: ShownFace): object {
  return {
    FaceId: face.id,
    BoundingBox: face.box,
    ImageId: face.imageId,
    ...(face.externalImageId === undefined ? {} : { ExternalImageId: face.externalImageId }),
    Confidence: face.confidence,
  };
}

/** The same of a face that a collection holds, with what is known of it there. */
export function storedFaceOf(face: FaceRow): object {
  return {
    ...faceOf(face),
    IndexFacesModelVersion: FACE_MODEL_VERSION,
    ...(face.user && { UserId: face.user.id }),
  };
}

/**
 * Where the `position`th of `count` faces is: side by side, each in the middle of its part of the image. The first is
 * the largest, the last half as wide and high.
 */
export function boxOf(position: number, count: number): Box {
  const part = 1 / count;
  const size = count === 1 ? 1 : 1 - position / (count - 1) / 2;
  const [Width, Height] = [(part / 2) * size, size / 2];
  return { Width, Height, Left: (position + 0.5) * part - Width / 2, Top: (1 - Height) / 2 };
}

/** What an `Attribute` of DetectionAttributes adds to a face's details, the same for every face. */
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

/** Where the default landmarks lie in a face's box, as parts of its width and height. */
const LANDMARKS = [
  ['eyeLeft', 0.3, 0.4],
  ['eyeRight', 0.7, 0.4],
  ['mouthLeft', 0.35, 0.75],
  ['mouthRight', 0.65, 0.75],
  ['nose', 0.5, 0.55],
] as const;

/** A face's `FaceDetail`: the default members, and those asked for. Nothing of it is seen in the image. */
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
