/** Where a face is in its image, in shares of the image's width and height. */
export class BoundingBox {
  width: number;
  height: number;
  left: number;
  top: number;
}

/** Whether something is so, and how sure that is, in percent. */
export class Judgement {
  value: boolean;
  confidence: number;
}

/** How old somebody looks, in years. */
export class AgeRange {
  low: number;
  high: number;
}

export class Gender {
  /** Male or Female. */
  value: string;

  /** In percent. */
  confidence: number;
}

export class Emotion {
  /** AWS's name of the emotion, such as HAPPY. */
  type: string;

  /** In percent. */
  confidence: number;
}

/** Where a part of the face is, in shares of the image's width and height. */
export class Landmark {
  /** AWS's name of the part, such as eyeLeft. */
  type: string;

  x: number;
  y: number;
}

/** How the head is turned, in degrees. */
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

/** How good the image of the face is, from 0 to 100. */
export class ImageQuality {
  brightness: number;
  sharpness: number;
}

/** A face as CompareFaces describes it. */
export class ComparedFace {
  boundingBox?: BoundingBox;

  /** How sure Rekognition is that this is a face, in percent. */
  confidence?: number;

  landmarks?: Landmark[];
  pose?: Pose;
  quality?: ImageQuality;
  emotions?: Emotion[];
  smile?: Judgement;
}

/** How a face looks in an image. Members beyond the first five are there when attributes were asked for. */
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

/** A face of a collection. */
export class Face {
  faceId: string;
  boundingBox?: BoundingBox;

  /** The id that Rekognition gave to the image. */
  imageId?: string;

  /** The id that the caller gave to the image. */
  externalImageId?: string;

  /** How sure Rekognition is that this is a face, in percent. */
  confidence?: number;

  indexFacesModelVersion?: string;

  /** The user that the face is associated with. */
  userId?: string;
}
