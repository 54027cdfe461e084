import { Module } from '@nestjs/common';

import { RekognitionModule } from '../rekognition/rekognition.module.js';
import { ImagesController } from './images.controller.js';
import { ImagesService } from './images.service.js';

@Module({ imports: [RekognitionModule], controllers: [ImagesController], providers: [ImagesService] })
export class ImagesModule {}
