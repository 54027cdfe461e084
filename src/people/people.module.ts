import { Module } from '@nestjs/common';

import { CONFIG, type Config } from '../config/config.js';
import { HttpModule } from '../http/http.module.js';
import { RekognitionModule } from '../rekognition/rekognition.module.js';
import { StateModule } from '../state/state.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { AllFaces } from './all-faces.js';
import { DisassociateAllController } from './disassociate-all.controller.js';
import { ErasureRunner } from './erasure-runner.js';
import { ErasuresController, ReceiptKeysController } from './erasures.controller.js';
import { ErasuresService } from './erasures.service.js';
import { Receipts } from './receipts.js';

/** Operations on persons, composed of operations of other features. */
@Module({
  imports: [HttpModule, RekognitionModule, StateModule, TenantsModule],
  controllers: [DisassociateAllController, ErasuresController, ReceiptKeysController],
  providers: [
    AllFaces,
    ErasuresService,
    ErasureRunner,
    {
      provide: Receipts,
      useFactory: ({ erasures }: Config) => erasures && Receipts.of(erasures.receiptKeys),
      inject: [CONFIG],
    },
  ],
})
export class PeopleModule {}
