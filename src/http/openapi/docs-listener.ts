import type { Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';

import type { FastifyInstance } from 'fastify';

import type { Config } from '../../config/config.js';
import { Failure } from '../../failures/failure.js';
import type { RouteTable } from '../routes/route-table.js';

type DocsSettings = Pick<Config, 'docs' | 'basePath'>;

/**
 * Serves Swagger UI and the document on their own port only. Elsewhere they are answered like paths without a route.
 * The routes that fit decide, not the text of the URL, which can spell one path in many ways.
 * Without a port of their own nothing is hidden.
 */
export function hideDocs(fastify: FastifyInstance, routes: RouteTable, { docs, basePath }: DocsSettings): void {
  if (typeof docs !== 'object') return;
  const isDocs = (template: string): boolean =>
    template === `${basePath}/openapi.json` ||
    template === `${basePath}/docs` ||
    template.startsWith(`${basePath}/docs/`);
  fastify.addHook('onRequest', ({ url, socket, routeOptions }, _reply, done) => {
    // Without a matched route the method is wrong; 405 with Allow would show that the path exists.
    const templates = routeOptions.url === undefined ? routes.templatesOf(url) : [routeOptions.url];
    const hidden = socket.localPort !== docs.port && templates.some(isDocs);
    done(hidden ? new Failure('route-not-found') : undefined);
  });
}

/**
 * A second way into the service, on the port where its documentation is shown. The whole API is served there too, so
 * that trying an operation out needs no other origin. Connections are handed to the one HTTP server, whose limits and
 * time-outs hold for them.
 */
export class DocsListener {
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
