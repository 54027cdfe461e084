import { Module } from '@nestjs/common';

import { RekognitionModule } from '../rekognition/rekognition.module.js';
import { ImagesController } from './images.controller.js';
import { ImagesService } from './images.service.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';

@Module({
  imports: [RekognitionModule],
  controllers: [SearchController, ImagesController],
  providers: [SearchService, ImagesService],
})
export class SearchModule {}
