import { Module } from '@nestjs/common';

import { RekognitionModule } from '../rekognition/rekognition.module.js';
import { SearchController } from './search.controller.js';
import { SearchService } from './search.service.js';

@Module({ imports: [RekognitionModule], controllers: [SearchController], providers: [SearchService] })
export class SearchModule {}
