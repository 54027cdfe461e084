import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

import { Failure } from '../../failures/failure.js';
import { routedPath } from './request-target.js';

/** A face id is a UUID, so a word in its place is none. Users and collections may be called whatever a route is. */
const NEVER_A_WORD = ':faceId';

interface Route {
  readonly template: string;
  readonly methods: Set<string>;
  readonly fits: RegExp;
  /** Fits the templates that have a word where this one has what is never a word. */
  readonly givesWayTo: RegExp;
}

/** Knows which methods each path has: Fastify answers 404 to a wrong method, and callers deserve a 405 with Allow. */
@Injectable()
export class RouteTable {
  private readonly routes = new Map<string, Route>();

  /** Records the routes that are registered from now on. */
  install(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      const route = this.routes.get(url) ?? routeOf(url);
      this.routes.set(url, route);
      for (const name of [method].flat()) route.methods.add(name);
    });
  }

  /** The methods of the routes that a URL's path fits, sorted. Those that only browsers' preflights use are left out. */
  methodsOf(url: string): string[] {
    const fitting = this.fitting(url);
    const meant = fitting.filter(({ givesWayTo }) => !fitting.some(({ template }) => givesWayTo.test(template)));
    const methods = meant.flatMap((route) => [...route.methods]);
    return [...new Set(methods)].filter((method) => method !== 'OPTIONS').sort();
  }

  /** The templates of all routes that a URL's path fits, whatever their methods. */
  templatesOf(url: string): string[] {
    return this.fitting(url).map(({ template }) => template);
  }

  /**
   * The refusal of a request that Fastify leads to a route by taking another route's word for an id:
   * `DELETE …/faces/disassociate` names no face.
   *
   * @param template of the route that Fastify chose.
   */
  refusalOf(method: string, url: string, template = ''): Failure | undefined {
    if (!template.includes(NEVER_A_WORD)) return undefined;
    const allowed = this.methodsOf(url);
    return allowed.includes(method) || method === 'OPTIONS' ? undefined : methodNotAllowed(allowed);
  }

  /** The nearest route that can be read: the given one's path, or one above it. Undefined when there is none. */
  readRouteOf(template: string): string | undefined {
    for (let path = template; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
      if (this.routes.get(path)?.methods.has('GET') === true) return inBraces(path);
    }
    return undefined;
  }

  private fitting(url: string): Route[] {
    const path = routedPath(url);
    return [...this.routes.values()].filter(({ fits }) => fits.test(path));
  }
}

export function methodNotAllowed(allowed: readonly string[]): Failure {
  return new Failure('method-not-allowed', { headers: { Allow: allowed.join(', ') } });
}

function routeOf(template: string): Route {
  const [before = '', ...after] = template.split(NEVER_A_WORD).map(escaped);
  const givesWayTo = after.length === 0 ? /^$/ : new RegExp(`^${[before, ...after].join('[^:/]+')}$`);
  return { template, methods: new Set(), fits: routePattern(template), givesWayTo };
}

/** `/users/{userId}`, as callers know the route, and never a path with ids in it. */
export function inBraces(template: string): string {
  return template.replace(/:([A-Za-z]+)/g, '{$1}');
}

/** `/users/:userId` fits any one segment in place of the id, empty ones included. Wildcards fit only files. */
export function routePattern(template: string): RegExp {
  const pattern = escaped(template)
    .replaceAll('*', '[^/]+')
    .replace(/:[A-Za-z]+/g, '[^/]*');
  return new RegExp(`^${pattern}$`);
}

function escaped(text: string): string {
  return text.replace(/[.+^${}()|[\]\\]/g, '\\$&');
}
