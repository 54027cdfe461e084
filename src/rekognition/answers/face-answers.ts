import { type Check, isFlag, isNumber, isText, isTextOrAbsent, listOf, orAbsent, shaped } from './answers.js';

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
