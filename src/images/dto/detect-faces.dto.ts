import type { Attribute } from '@aws-sdk/client-rekognition';

import { AreWordsOf } from '../../http/openapi/parameters.js';
import { FaceDetail } from '../../rekognition/model/face.dto.js';
import { ImageRequest, IsImage } from '../../rekognition/model/image.dto.js';
import { ATTRIBUTES } from '../../rekognition/model/rekognition.limits.js';

/** Options beside the image in the body, or in the query. */
export class DetectFacesOptions {
  @AreWordsOf(ATTRIBUTES, 'Facial attributes to return in addition to the default.')
  attributes?: Attribute[];
}

export class DetectFacesRequest extends DetectFacesOptions {
  @IsImage('The image with the faces to detect.')
  image: ImageRequest;
}

/** The 100 largest faces in the image. */
export class DetectFacesResponse {
  faceDetails: FaceDetail[];
}
