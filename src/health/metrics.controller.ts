import { createServer, type Server } from 'node:http';

import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { Public } from '../http/openapi/operation.decorator.js';
import { routedPath } from '../http/routes/route-table.js';
import { Metrics } from '../observability/metrics.js';

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
      if (request.method !== 'GET' || routedPath(request.url ?? '') !== '/metrics') {
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
