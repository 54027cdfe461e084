import { QUALITY_FLOOR } from '../assumptions.js';
import { boxOf } from './faces.js';
import type { Picture } from './images.js';
import { faceVector } from './matcher.js';
import type { Box } from '../store/face-table.js';

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

export function passes({ quality }: FoundFace, filter: keyof typeof QUALITY_FLOOR): boolean {
  return quality >= QUALITY_FLOOR[filter];
}

function areaOf({ Width, Height }: Box): number {
  return Width * Height;
}
