import { Body, Controller, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { ONE_IMAGE, TWO_IMAGES } from '../http/bodies/body-rules.js';
import { CurrentCaller } from '../http/routes/exchange.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { ok } from '../http/openapi/operation-options.js';
import { united } from '../http/validation/query-and-body.js';
import type { Caller } from '../tenants/identity/caller.js';
import {
  CompareFacesOptions,
  CompareFacesRequest,
  CompareFacesResponse,
  DetectFacesOptions,
  DetectFacesRequest,
  DetectFacesResponse,
} from './images.dto.js';
import { IMAGE_EXAMPLE } from '../rekognition/model/examples.js';
import { ANSWERS, COMPARE_EXAMPLE } from './images.examples.js';
import { ImagesService } from './images.service.js';
import { CompareFaces, DetectFaces } from './images.operations.js';

@ApiTags('images')
@Controller('faces')
export class ImagesController {
  constructor(private readonly images: ImagesService) {}

  @Post('detect')
  @Operation(DetectFaces, {
    bodyRules: ONE_IMAGE,
    summary: 'Detect faces in an image',
    description: 'Stores nothing.',
    success: ok('Detected faces, possibly none.', DetectFacesResponse, ANSWERS.detectFaces),
    bodyExample: IMAGE_EXAMPLE,
  })
  detectFaces(@Query() query: DetectFacesOptions, @Body() body: DetectFacesRequest, @CurrentCaller() caller: Caller) {
    return this.images.detectFaces(united(query, body), caller);
  }

  @Post('compare')
  @Operation(CompareFaces, {
    bodyRules: TWO_IMAGES,
    summary: 'Compare faces in two images',
    description: 'Compares the largest face in the source image with each face in the target image. Stores nothing.',
    success: ok('Matching and unmatched faces.', CompareFacesResponse, ANSWERS.compareFaces),
    bodyExample: COMPARE_EXAMPLE,
  })
  compareFaces(
    @Query() query: CompareFacesOptions,
    @Body() body: CompareFacesRequest,
    @CurrentCaller() caller: Caller,
  ) {
    return this.images.compareFaces(united(query, body), caller);
  }
}
