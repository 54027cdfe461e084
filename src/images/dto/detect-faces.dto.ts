import type { Attribute } from '@aws-sdk/client-rekognition';

import { AreWordsOf } from '../../http/openapi/parameters.js';
import { FaceDetail } from '../../rekognition/model/face.dto.js';
import { ImageRequest, IsImage } from '../../rekognition/model/image.dto.js';
import { ATTRIBUTES } from '../../rekognition/model/rekognition.limits.js';

/** What to tell of faces: beside the image in the body, or in the query. */
export class DetectFacesOptions {
  @AreWordsOf(ATTRIBUTES, 'What to tell of the faces beside the default.')
  attributes?: Attribute[];
}

/** An image whose faces to find. */
export class DetectFacesRequest extends DetectFacesOptions {
  @IsImage('The image whose faces to find.')
  image: ImageRequest;
}

/** The faces of an image, the hundred largest. */
export class DetectFacesResponse {
  faceDetails: FaceDetail[];
}
