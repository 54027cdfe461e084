import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** Knows which methods each path has: Fastify answers 404 to a wrong method, and callers deserve a 405 with Allow. */
@Injectable()
export class RouteTable {
  private readonly methods = new Map<string, Set<string>>();
  private patterns: [RegExp, Set<string>][] = [];

  /** Watches routes being registered, from now on. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method }) => {
      const methods = this.methods.get(url) ?? new Set();
      this.methods.set(url, methods);
      for (const name of [method].flat()) methods.add(name);
      this.patterns = [...this.methods].map(([template, names]) => [routePattern(template), names]);
    });
  }

  /** The methods of the routes that a URL's path fits, sorted. Those that only browsers' preflights use are left out. */
  methodsOf(url: string): string[] {
    const path = url.split('?', 1)[0] ?? '';
    const fitting = this.patterns.filter(([pattern]) => pattern.test(path)).flatMap(([, methods]) => [...methods]);
    return [...new Set(fitting)].filter((method) => method !== 'OPTIONS').sort();
  }

  /** The nearest route that can be read: the given one's path, or one above it. Undefined when there is none. */
  readRouteOf(template: string): string | undefined {
    for (let path = template; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
      if (this.methods.get(path)?.has('GET') === true) return inBraces(path);
    }
    return undefined;
  }
}

/** `/users/{userId}`, as callers know the route, and never a path with ids in it. */
export function inBraces(template: string): string {
  return template.replace(/:([A-Za-z]+)/g, '{$1}');
}

/** `/users/:userId` fits any one segment in place of the id, empty ones included. Wildcards fit only files. */
export function routePattern(template: string): RegExp {
  const escaped = template.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]+');
  return new RegExp(`^${escaped.replace(/:[A-Za-z]+/g, '[^/]*')}$`);
}
