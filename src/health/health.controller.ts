import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { Public } from '../http/openapi/operation.decorator.js';
import { Lifecycle } from '../http/routes/connections.js';
import { CallRecorder } from '../observability/call-timeline.js';
import { Fleet } from '../state/fleet.js';

/** Kubernetes probes. They do not depend on AWS: restarting this process would not help. */
@Public()
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly recorder: CallRecorder,
    private readonly fleet: Fleet,
  ) {}

  @Get('live')
  live(): object {
    return { status: 'ok' };
  }

  /** Ready while the process accepts requests. The last known states of Rekognition and Redis are reported but not decisive. */
  @Get('ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply): object {
    const ready = this.lifecycle.phase === 'ready';
    void reply.status(ready ? 200 : 503);
    const { redis } = this.fleet;
    const details = { upstream: this.recorder.upstreamHealth, ...(redis !== 'off' && { redis }) };
    return { status: this.lifecycle.phase, details };
  }
}
