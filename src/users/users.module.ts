import { Module } from '@nestjs/common';

import { RekognitionModule } from '../rekognition/rekognition.module.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({ imports: [RekognitionModule], controllers: [UsersController], providers: [UsersService] })
export class UsersModule {}
