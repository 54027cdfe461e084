import { createServer, type Server } from 'node:http';

import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { Public } from '../http/openapi/operation.decorator.js';
import { routedPath } from '../http/routes/route-table.js';
import { Lifecycle } from '../http/routes/connections.js';
import { Metrics } from '../observability/metrics.js';
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

/** Metrics for Prometheus, on the service's own port. */
@Public()
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}

/** Serves metrics on their own port, which callers do not need to reach. */
export class MetricsServer {
  private readonly server: Server;

  constructor(private readonly metrics: Metrics) {
    this.server = createServer({ requestTimeout: 5_000 }, (request, response) => {
      const { method = '', url = '' } = request;
      if (!['GET', 'HEAD'].includes(method) || routedPath(url) !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      void this.metrics.registry.metrics().then((text) => {
        response.writeHead(200, { 'Content-Type': this.metrics.registry.contentType }).end(text);
      });
    });
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject).listen(port, host, resolve);
    });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
