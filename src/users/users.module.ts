import { Module } from '@nestjs/common';

import { HttpModule } from '../http/http.module.js';
import { RekognitionModule } from '../rekognition/rekognition.module.js';
import { StateModule } from '../state/state.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ScanPace } from './statuses/user-scan.js';
import { UserStatuses } from './statuses/user-statuses.js';
import { FacesOfUserController, UserFacesController } from './user-faces.controller.js';
import { UserFacesService } from './user-faces.service.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [HttpModule, RekognitionModule, StateModule, TenantsModule],
  controllers: [UsersController, UserFacesController, FacesOfUserController],
  providers: [UsersService, UserFacesService, UserStatuses, ScanPace],
})
export class UsersModule {}
