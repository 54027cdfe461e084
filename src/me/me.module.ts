import { Controller, Get, Inject, Module } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CONFIG, type Config } from '../config/config.js';
import { CurrentCaller } from '../http/routes/exchange.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import { ok } from '../http/openapi/operation-options.js';
import type { Caller } from '../tenants/identity/caller.js';
import { MeResponse } from './me.dto.js';

@ApiTags('me')
@Controller('me')
export class MeController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @Operation(undefined, {
    summary: 'Get the identity of the caller',
    success: ok('Tenant, API key or token subject, and scopes.', MeResponse, {
      tenant: 'demo',
      keyId: 'demo',
      scopes: ['read', 'write', 'admin'],
      sharedKeys: false,
    }),
  })
  me(@CurrentCaller() { tenant, principal, scopes }: Caller): MeResponse {
    const identity = principal.kind === 'key' ? { keyId: principal.keyId } : { subject: principal.subject };
    return { tenant: tenant.id, ...identity, scopes: [...scopes], sharedKeys: this.config.redis !== undefined };
  }
}

@Module({ controllers: [MeController] })
export class MeModule {}
