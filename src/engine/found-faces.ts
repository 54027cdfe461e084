import { boxOf } from './faces.js';
import type { Picture } from './images.js';
import type { Box } from './store/face-table.js';

const CONFIDENCE = 99.9;

/** A face that an image shows, before anything is stored of it. */
export interface FoundFace {
  /** Whose it is: faces of one name match. */
  readonly name: string;
  /** 0 to 100. */
  readonly quality: number;
  /** Its place among the faces of its image, from 0 on. */
  readonly position: number;
  readonly box: Box;
  readonly confidence: number;
}

/** The faces of a picture, from left to right. */
export function facesOf({ people }: Picture): FoundFace[] {
  return people.map(({ name, quality }, position) => ({
    name,
    quality,
    position,
    box: boxOf(position, people.length),
    confidence: CONFIDENCE,
  }));
}
