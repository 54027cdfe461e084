import type { Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';

import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

import { CONFIG, type Config } from '../../config/config.js';
import { Failure } from '../../failures/failure.js';
import { RouteTable } from '../routes/route-table.js';

/**
 * Answers 404 for Swagger UI and the OpenAPI document on every port but their own, if they have one. Compares route
 * templates, because one path has many spellings in a URL.
 */
@Injectable()
export class HiddenDocs {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'docs' | 'basePath'>,
    private readonly routes: RouteTable,
  ) {}

  install(fastify: FastifyInstance): void {
    const { docs, basePath } = this.config;
    if (typeof docs !== 'object') return;
    const isDocs = (template: string): boolean =>
      template === (basePath === '' ? '/' : basePath) ||
      template === `${basePath}/openapi.json` ||
      template === `${basePath}/docs` ||
      template.startsWith(`${basePath}/docs/`);
    fastify.addHook('onRequest', ({ url, socket, routeOptions }, _reply, done) => {
      // Without a matched route the method is wrong; 405 with Allow would show that the path exists.
      const templates = routeOptions.url === undefined ? this.routes.templatesOf(url) : [routeOptions.url];
      const hidden = socket.localPort !== docs.port && templates.some(isDocs);
      done(hidden ? new Failure('route-not-found') : undefined);
    });
  }
}

/**
 * Listens on the port of the documentation. It serves the whole API too, so that trying out an operation needs no other
 * origin: connections are passed to the one HTTP server, whose limits and timeouts apply.
 */
export class DocsListener {
  private readonly listener: Server;

  constructor(private readonly http: HttpServer) {
    this.listener = createServer((socket) => http.emit('connection', socket));
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.listener.once('error', reject).listen(port, host, resolve);
    });
  }

  /** Resolves when the requests received on this port have been answered. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.listener.close(() => resolve());
      this.http.closeIdleConnections();
    });
  }
}
