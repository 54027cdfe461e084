import { Module } from '@nestjs/common';

import { HttpModule } from '../http/http.module.js';
import { RekognitionModule } from '../rekognition/rekognition.module.js';
import { CollectionsController, TagsController } from './collections.controller.js';
import { CollectionsService } from './collections.service.js';

@Module({
  imports: [HttpModule, RekognitionModule],
  controllers: [CollectionsController, TagsController],
  providers: [CollectionsService],
})
export class CollectionsModule {}
