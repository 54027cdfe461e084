import { ApiProperty } from '@nestjs/swagger';

/** Position of a face, as ratios of the image's width and height. */
export class BoundingBox {
  width: number;
  height: number;
  left: number;
  top: number;
}

/** An attribute and Rekognition's confidence in it, in percent. */
export class Judgement {
  value: boolean;
  confidence: number;
}

/** Estimated age range, in years. */
export class AgeRange {
  @ApiProperty({ type: 'integer' }) low: number;
  @ApiProperty({ type: 'integer' }) high: number;
}

export class Gender {
  /** Male or Female. */
  value: string;

  /** In percent. */
  confidence: number;
}

export class Emotion {
  /** Emotion name as in AWS, such as HAPPY. */
  type: string;

  /** In percent. */
  confidence: number;
}

/** Position of a facial landmark, as ratios of the image's width and height. */
export class Landmark {
  /** Landmark name as in AWS, such as eyeLeft. */
  type: string;

  x: number;
  y: number;
}

/** Rotation of the head, in degrees. */
export class Pose {
  roll: number;
  yaw: number;
  pitch: number;
}

export class EyeDirection {
  /** In degrees. */
  yaw: number;

  /** In degrees. */
  pitch: number;

  /** In percent. */
  confidence: number;
}

/** Image quality, from 0 to 100. */
export class ImageQuality {
  brightness: number;
  sharpness: number;
}

/** A face as CompareFaces describes it. */
export class ComparedFace {
  boundingBox?: BoundingBox;

  /** Confidence that this is a face, in percent. */
  confidence?: number;

  landmarks?: Landmark[];
  pose?: Pose;
  quality?: ImageQuality;
  emotions?: Emotion[];
  smile?: Judgement;
}

/**
 * A face as DetectFaces and IndexFaces describe it. Members beyond the first five are present if attributes were
 * requested.
 */
export class FaceDetail extends ComparedFace {
  ageRange?: AgeRange;
  eyeglasses?: Judgement;
  sunglasses?: Judgement;
  gender?: Gender;
  beard?: Judgement;
  mustache?: Judgement;
  eyesOpen?: Judgement;
  mouthOpen?: Judgement;
  faceOccluded?: Judgement;
  eyeDirection?: EyeDirection;
}

/** A face in a collection. */
export class Face {
  faceId: string;
  boundingBox?: BoundingBox;

  /** Id that Rekognition assigned to the image. */
  imageId?: string;

  /** Id that the caller assigned to the image. */
  externalImageId?: string;

  /** Confidence that this is a face, in percent. */
  confidence?: number;

  indexFacesModelVersion?: string;

  /** Id of the user that the face is associated with. */
  userId?: string;
}
