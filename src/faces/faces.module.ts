import { Module } from '@nestjs/common';

import { HttpModule } from '../http/http.module.js';
import { RekognitionModule } from '../rekognition/rekognition.module.js';
import { FacesController } from './faces.controller.js';
import { FacesService } from './faces.service.js';

@Module({
  imports: [HttpModule, RekognitionModule],
  controllers: [FacesController],
  providers: [FacesService],
})
export class FacesModule {}
