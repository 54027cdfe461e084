import { Injectable } from '@nestjs/common';
import type { FastifyInstance, onRequestHookHandler, RouteShorthandOptions } from 'fastify';

import { Failure } from '../../failures/failure.js';
import type { OperationFacts } from '../openapi/operation-options.js';

/** Face ids are UUIDs and never equal a route's literal segment. User and collection ids can. */
const NEVER_A_WORD = ':faceId';

interface KnownRoute {
  readonly template: string;
  readonly methods: Set<string>;
  readonly fits: RegExp;
  /** Matches the templates that have a literal segment in place of this route's NEVER_A_WORD. */
  readonly givesWayTo: RegExp;
  /** The routes with such templates. Found at the first request. */
  rivals?: readonly KnownRoute[];
}

/** The methods of each path. Fastify answers 404 to a wrong method; the service answers 405 with `Allow`. */
@Injectable()
export class RouteTable {
  private readonly routes = new Map<string, KnownRoute>();

  /** Records the routes that are registered after this call, and adds their template to their configuration. */
  install(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (options) => {
      const { url, method } = options;
      options.config = { ...options.config, template: inBraces(url) };
      const route = this.routes.get(url) ?? routeOf(url);
      this.routes.set(url, route);
      for (const name of [method].flat()) route.methods.add(name);
      if (!url.includes(NEVER_A_WORD)) return;
      const refuse: onRequestHookHandler = (request, _reply, done) =>
        done(this.refusalOf(request.method, request.url, url));
      options.onRequest = [options.onRequest ?? [], refuse].flat();
    });
  }

  methodsOf(url: string): string[] {
    const fitting = this.fitting(url);
    const meant = fitting.filter(({ givesWayTo }) => !fitting.some(({ template }) => givesWayTo.test(template)));
    const methods = meant.flatMap((route) => [...route.methods]);
    return [...new Set(methods)].filter((method) => method !== 'OPTIONS').sort();
  }

  templatesOf(url: string): string[] {
    return this.fitting(url).map(({ template }) => template);
  }

  /** Rejects a request if Fastify took a literal segment for a face id, as in `DELETE …/faces/disassociate`. */
  refusalOf(method: string, url: string, template = ''): Failure | undefined {
    const route = this.routes.get(template);
    if (route === undefined || !this.rivalsOf(route).some(({ fits }) => fits.test(routedPath(url)))) return undefined;
    const allowed = this.methodsOf(url);
    return allowed.includes(method) || method === 'OPTIONS' ? undefined : methodNotAllowed(allowed);
  }

  /** Returns the template itself or its nearest parent with a GET route; undefined if there is none. */
  readRouteOf(template: string): string | undefined {
    for (let path = template; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
      if (this.routes.get(path)?.methods.has('GET') === true) return inBraces(path);
    }
    return undefined;
  }

  private rivalsOf(route: KnownRoute): readonly KnownRoute[] {
    return (route.rivals ??= [...this.routes.values()].filter(({ template }) => route.givesWayTo.test(template)));
  }

  private fitting(url: string): KnownRoute[] {
    const path = routedPath(url);
    return [...this.routes.values()].filter(({ fits }) => fits.test(path));
  }
}

type RouteHooks = Pick<RouteShorthandOptions, 'preParsing' | 'preSerialization' | 'onSend'>;

/** Adds hooks to the routes of those operations that they concern. They run behind the hooks of all routes. */
export function hookRoutes(
  fastify: FastifyInstance,
  concern: (operation: OperationFacts) => boolean,
  hooks: RouteHooks,
): void {
  fastify.addHook('onRoute', (route) => {
    const operation = route.config?.operation;
    if (operation === undefined || !concern(operation)) return;
    for (const name of Object.keys(hooks) as (keyof RouteHooks)[])
      Object.assign(route, { [name]: [route[name] ?? [], hooks[name] ?? []].flat() });
  });
}

export function methodNotAllowed(allowed: readonly string[]): Failure {
  return new Failure('method-not-allowed', { headers: { Allow: allowed.join(', ') } });
}

function routeOf(template: string): KnownRoute {
  const [before = '', ...after] = template.split(NEVER_A_WORD).map(escaped);
  const givesWayTo = after.length === 0 ? /^$/ : new RegExp(`^${[before, ...after].join('[^:/]+')}$`);
  return { template, methods: new Set(), fits: routePattern(template), givesWayTo };
}

/** Converts Fastify's `/users/:userId` to OpenAPI's `/users/{userId}`. */
export function inBraces(template: string): string {
  return template.replace(/:([A-Za-z]+)/g, '{$1}');
}

/** A parameter such as `:userId` matches any one segment, even an empty one. A wildcard matches only files. */
export function routePattern(template: string): RegExp {
  const pattern = escaped(template)
    .replaceAll('*', '[^/]+')
    .replace(/:[A-Za-z]+/g, '[^/]*');
  return new RegExp(`^${pattern}$`);
}

function escaped(text: string): string {
  return text.replace(/[.+^${}()|[\]\\]/g, '\\$&');
}

/** Splits a target (RFC 9112, section 3.2) as the router does: `http://host/path` equals `/path`, and `?` or `#` ends the path. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const local = target.startsWith('/') ? target : target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const end = local.search(/[?#]/);
  return end < 0 ? { path: local, query: '' } : { path: local.slice(0, end), query: local.slice(end + 1) };
}

/** The path of a target as the router matches it: percent-decoded, except that `%2F` does not split a segment. */
export function routedPath(target: string): string {
  const { path } = splitTarget(target);
  try {
    return decodeURI(path.replaceAll('%25', '%2525'));
  } catch {
    return path;
  }
}
