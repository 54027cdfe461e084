import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';

import { CurrentCaller } from '../http/auth/current-caller.js';
import { Operation } from '../http/openapi/operation.decorator.js';
import type { Caller } from '../tenants/identity/caller.js';
import { MeResponse } from './dto/me.dto.js';

/** Tells callers who they are. */
@ApiTags('me')
@Controller('me')
export class MeController {
  @Get()
  @Operation(undefined, {
    summary: 'Who am I',
    success: {
      status: 200,
      description: 'The tenant, the key or subject, and the scopes of the credential.',
      type: MeResponse,
      example: { tenant: 'demo', keyId: 'demo', scopes: ['read', 'write', 'admin'] },
    },
  })
  me(@CurrentCaller() { tenant, principal, scopes }: Caller): MeResponse {
    const who = principal.kind === 'key' ? { keyId: principal.keyId } : { subject: principal.subject };
    return { tenant: tenant.id, ...who, scopes: [...scopes] };
  }
}
