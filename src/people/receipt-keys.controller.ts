import { Controller, Get, Inject, Optional } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { Public } from '../http/openapi/operation.decorator.js';
import { Receipts } from './receipts.js';

/** The public keys that verify receipts. */
@Public()
@ApiExcludeController()
@Controller('.well-known')
export class ReceiptKeysController {
  constructor(@Optional() @Inject(Receipts) private readonly receipts: Receipts | undefined) {}

  @Get('jwks.json')
  keys(): Receipts['publicKeys'] {
    return this.receipts?.publicKeys ?? { keys: [] };
  }
}
