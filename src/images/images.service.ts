import { Injectable } from '@nestjs/common';

import { camelCased, capitalized } from '../rekognition/model/casing.js';
import { toImage } from '../rekognition/model/image.dto.js';
import { RekognitionGateway } from '../rekognition/rekognition.gateway.js';
import type { Caller } from '../tenants/identity/caller.js';
import {
  type CompareFacesRequest,
  CompareFacesResponse,
  type DetectFacesRequest,
  DetectFacesResponse,
} from './images.dto.js';
import { CompareFaces, DetectFaces } from './images.operations.js';

@Injectable()
export class ImagesService {
  constructor(private readonly rekognition: RekognitionGateway) {}

  /** Returns no faces for an image without any. */
  async detectFaces({ image, ...options }: DetectFacesRequest, caller: Caller): Promise<DetectFacesResponse> {
    const input = { Image: toImage(image), ...capitalized(options) };
    const { FaceDetails } = await this.rekognition.call(DetectFaces, input, caller);
    return camelCased(DetectFacesResponse, { FaceDetails });
  }

  /** @throws Failure no-face-in-image if either image shows none. */
  async compareFaces(
    { sourceImage, targetImage, ...options }: CompareFacesRequest,
    caller: Caller,
  ): Promise<CompareFacesResponse> {
    const input = { SourceImage: toImage(sourceImage), TargetImage: toImage(targetImage), ...capitalized(options) };
    const {
      SourceImageFace,
      FaceMatches,
      UnmatchedFaces = [],
    } = await this.rekognition.call(CompareFaces, input, caller);
    return camelCased(CompareFacesResponse, { SourceImageFace, FaceMatches, UnmatchedFaces });
  }
}
