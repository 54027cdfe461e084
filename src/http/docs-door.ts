import type { Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';

import type { FastifyInstance } from 'fastify';

import type { Exposure } from '../config/config.js';
import { Failure } from '../failures/failure.js';

/**
 * Keeps Swagger UI and the document from every port but their own, as if they did not exist there.
 *
 * @param exposure with a port; otherwise there is nothing to hide.
 */
export function hideDocs(fastify: FastifyInstance, exposure: Exposure, basePath: string): void {
  if (typeof exposure !== 'object') return;
  const isDocs = (path: string): boolean =>
    path === `${basePath}/openapi.json` || path === `${basePath}/docs` || path.startsWith(`${basePath}/docs/`);
  fastify.addHook('onRequest', ({ url, socket }, _reply, done) => {
    const [path = ''] = url.split('?', 1);
    const hidden = isDocs(path) && socket.localPort !== exposure.port;
    done(hidden ? new Failure('route-not-found') : undefined);
  });
}

/**
 * A second way into the service, on the port where its documentation is shown. The whole API is served there too, so
 * that trying an operation out needs no other origin. Connections are handed to the one HTTP server, whose limits and
 * time-outs hold for them.
 */
export class DocsDoor {
  private readonly door: Server;

  constructor(private readonly http: HttpServer) {
    this.door = createServer((socket) => http.emit('connection', socket));
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.door.once('error', reject).listen(port, host, resolve);
    });
  }

  /** Ends when the requests that came in here have been answered. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.door.close(() => resolve());
      this.http.closeIdleConnections();
    });
  }
}
