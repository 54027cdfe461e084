import type { CompareFacesCommandInput } from '@aws-sdk/client-rekognition';

import {
  isBoundingBox,
  isComparedFace,
  isFaceDetail,
  isNumber,
  listOf,
  orAbsent,
  shaped,
} from '../rekognition/answers/answers.js';
import { IMAGE_REFUSALS } from '../rekognition/model/image.dto.js';
import { defineOperation, READ } from '../rekognition/operation.js';

export const DetectFaces = defineOperation('DetectFaces', {
  ...READ,
  resource: 'none',
  quota: { key: 'DetectFaces', bigRegions: 100, others: 25 },
  answer: ({ FaceDetails }) => listOf(isFaceDetail)(FaceDetails),
  refusals: IMAGE_REFUSALS,
});

const areComparedMatches = listOf(shaped({ Similarity: isNumber, Face: isComparedFace }));

/**
 * Whether the message is the one that Rekognition returns for an image without a face, and the image was checked here.
 */
function isBareAndChecked(message: string, input: object): boolean {
  const { SourceImage, TargetImage } = input as CompareFacesCommandInput;
  const isBare = /^request has invalid parameters\.?$/i.test(message);
  return isBare && SourceImage?.Bytes !== undefined && TargetImage?.Bytes !== undefined;
}

/** Rekognition reports an image without a face as InvalidParameterException. */
export const CompareFaces = defineOperation('CompareFaces', {
  ...READ,
  resource: 'none',
  quota: { key: 'CompareFaces', bigRegions: 100, others: 25 },
  answer: ({ SourceImageFace, FaceMatches, UnmatchedFaces }) =>
    shaped({ BoundingBox: isBoundingBox, Confidence: orAbsent(isNumber) })(SourceImageFace) &&
    areComparedMatches(FaceMatches) &&
    orAbsent(listOf(isComparedFace))(UnmatchedFaces),
  refusals: [{ code: 'invalid-parameter', means: 'no-face-in-image', alsoMeant: isBareAndChecked }, ...IMAGE_REFUSALS],
});
