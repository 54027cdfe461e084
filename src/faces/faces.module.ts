import { Module } from '@nestjs/common';

import { RekognitionModule } from '../rekognition/rekognition.module.js';
import { FacesController } from './faces.controller.js';
import { FacesService } from './faces.service.js';

@Module({ imports: [RekognitionModule], controllers: [FacesController], providers: [FacesService] })
export class FacesModule {}
