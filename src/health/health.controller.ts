import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { Public } from '../http/openapi/operation.decorator.js';
import { CallRecorder } from '../observability/call-recorder.js';
import { Lifecycle } from '../observability/lifecycle.js';

/** Answers Kubernetes' probes. That AWS fails is never a reason to restart or unplug this process. */
@Public()
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly recorder: CallRecorder,
  ) {}

  /** The process runs and answers. */
  @Get('live')
  live(): object {
    return { status: 'ok' };
  }

  /** The process takes requests. How the upstream was when last asked is told as a detail, and decides nothing. */
  @Get('ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply): object {
    const ready = this.lifecycle.phase === 'ready';
    void reply.status(ready ? 200 : 503);
    return { status: this.lifecycle.phase, details: { upstream: this.recorder.upstreamHealth } };
  }
}
