import { createServer, type Server } from 'node:http';

import { routedPath } from '../http/routes/request-target.js';
import type { Metrics } from '../observability/metrics.js';

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
