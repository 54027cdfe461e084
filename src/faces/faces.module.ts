import { Module } from '@nestjs/common';

import { HttpModule } from '../http/http.module.js';
import { RekognitionModule } from '../rekognition/rekognition.module.js';
import { StateModule } from '../state/state.module.js';
import { FacesController } from './faces.controller.js';
import { FacesService } from './faces.service.js';

@Module({
  imports: [HttpModule, RekognitionModule, StateModule],
  controllers: [FacesController],
  providers: [FacesService],
})
export class FacesModule {}
