import { createHash } from 'node:crypto';
import type { Assumptions } from '../assumptions.js';
import type { Box, FaceRow, NewFace, StoredFace } from '../store/face-table.js';
import { DIMENSIONS, normalise } from '../store/vectors.js';
import { pictureOf, type ImageInput, type ImageSettings } from './images.js';

/** The face model version of every collection. */
export const FACE_MODEL_VERSION = '7.0';

/** The `Face` members that IndexFaces and ListFaces share. */
export function faceOf(face: StoredFace): object {
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
function boxOf(position: number, count: number): Box {
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
export function faceDetailOf({ box, confidence, quality }: FoundFace, attributes: readonly string[]): object {
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

/** A face in an image, not stored yet. */
export interface FoundFace extends Pick<NewFace, 'position' | 'box' | 'confidence' | 'imageHash'> {
  /** Faces with the same name match. */
  readonly name: string;
  /** 0 to 100. */
  readonly quality: number;
}

/**
 * Returns the faces in an image from left to right, the largest first.
 *
 * @throws the errors of `pictureOf`
 */
export function facesIn(image: ImageInput, settings: ImageSettings): FoundFace[] {
  const { hash, people } = pictureOf(image, settings);
  return people.map(({ name, quality }, position) => ({
    name,
    quality,
    position,
    box: boxOf(position, people.length),
    confidence: CONFIDENCE,
    imageHash: hash,
  }));
}

/** @source API reference, DetectFaces and CompareFaces: "the 100 largest faces" of an image are detected */
const FACES_PER_IMAGE = 100;

export function largestFacesIn(image: ImageInput, settings: ImageSettings): FoundFace[] {
  return facesIn(image, settings).slice(0, FACES_PER_IMAGE);
}

/** Returns the faces that meet a `QualityFilter`. */
export function passingFaces(
  faces: readonly FoundFace[],
  filter: keyof Assumptions['qualityFloors'],
  { assumptions }: ImageSettings,
): FoundFace[] {
  return faces.filter(({ quality }) => quality >= assumptions.qualityFloors[filter]);
}

export function vectorOf({ name, imageHash, position }: FoundFace): Float32Array {
  return faceVector(name, `${Buffer.from(imageHash).toString('hex')}/${position}`);
}

/** Weights of person and picture in a face vector. Two pictures of one person have a cosine of about 0.99. */
const PERSON_WEIGHT = Math.sqrt(0.99);
const PICTURE_WEIGHT = Math.sqrt(0.01);

/** Returns the unit vector of a face. Nothing is recognized: equal names in equal pictures give equal vectors. */
export function faceVector(person: string, picture: string): Float32Array {
  const vector = direction(`person/${person}`);
  const offset = direction(`picture/${picture}/${person}`);
  for (let index = 0; index < DIMENSIONS; index += 1)
    vector[index] = PERSON_WEIGHT * (vector[index] as number) + PICTURE_WEIGHT * (offset[index] as number);
  return normalise(vector);
}

const FULL_CIRCLE = 2 * Math.PI;
const NUMBERS = 2 ** 32;

/** Returns a unit vector that depends only on the name, uniformly distributed. */
function direction(name: string): Float32Array {
  const outputLength = DIMENSIONS * Uint32Array.BYTES_PER_ELEMENT;
  const bytes = createHash('shake256', { outputLength }).update(name).digest();
  const uniform = new Uint32Array(Uint8Array.from(bytes).buffer);
  const vector = new Float32Array(DIMENSIONS);
  // Box–Muller transform: two uniform numbers give two normally distributed ones.
  for (let index = 0; index < DIMENSIONS; index += 2) {
    const radius = Math.sqrt(-2 * Math.log(((uniform[index] as number) + 1) / (NUMBERS + 1)));
    const angle = (FULL_CIRCLE * (uniform[index + 1] as number)) / NUMBERS;
    vector[index] = radius * Math.cos(angle);
    vector[index + 1] = radius * Math.sin(angle);
  }
  return normalise(vector);
}
