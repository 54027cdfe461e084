import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';

import { routedPath, RouteTable, splitTarget } from './route-table.js';

function tableOf(...routes: readonly [method: string | string[], url: string][]): RouteTable {
  const server = fastify();
  const table = new RouteTable();
  table.install(server);
  for (const [method, url] of routes) server.route({ method, url, handler: () => '' });
  return table;
}

const TABLE = tableOf(
  ['GET', '/collections/:collectionId/users'],
  ['POST', '/collections/:collectionId/users'],
  ['DELETE', '/collections/:collectionId/users/:userId/faces'],
  [['GET', 'OPTIONS'], '/collections/:collectionId/users/:userId/faces'],
  ['POST', '/collections/:collectionId/users/:userId/faces/disassociate'],
  ['DELETE', '/collections/:collectionId/users/:userId/faces/:faceId'],
  ['GET', '/openapi.json'],
  ['GET', '/docs/*'],
);

describe('RouteTable', () => {
  it.each([
    ['/collections/staff/users', ['GET', 'HEAD', 'POST']],
    ['/collections/staff/users?limit=3&x=/docs', ['GET', 'HEAD', 'POST']],
    ['/collections/staff/users/a:b/faces', ['DELETE', 'GET', 'HEAD']],
    ['/collections/staff/users/a%2Fb/faces', ['DELETE', 'GET', 'HEAD']],
    ['/collections/staff/users//faces', ['DELETE', 'GET', 'HEAD']],
    ['/collections/staff/users/u/faces/8163d577-db82-4700-b509-3c061a6decd8', ['DELETE']],
    ['/collections/staff/users/u/faces/anything', ['DELETE']],
    ['/docs/swagger.css', ['GET', 'HEAD']],
    ['/%63ollections/staff/users', ['GET', 'HEAD', 'POST']],
    ['/openapi%2Ejson', ['GET', 'HEAD']],
    ['/openapi.json#x', ['GET', 'HEAD']],
    ['http://service.example/collections/staff/users?limit=3', ['GET', 'HEAD', 'POST']],
  ])('returns the methods of %s', (url, methods) => {
    expect(TABLE.methodsOf(url)).toEqual(methods);
  });

  it.each([
    '/',
    '',
    '/collections',
    '/collections/staff/users/',
    '/collections/staff/more/users',
    '/x/collections/staff/users',
    '/openapiXjson',
    '/docs/',
    '/docs/a/b',
    '/constructor',
    '?/collections/staff/users',
  ])('returns no methods for %j, which is not a route', (url) => {
    expect(TABLE.methodsOf(url)).toEqual([]);
  });

  it('does not treat a literal segment as a face id, but allows it as a user id', () => {
    const face = '/collections/:collectionId/users/:userId/faces/:faceId';
    expect(TABLE.methodsOf('/collections/staff/users/u/faces/disassociate')).toEqual(['POST']);
    const refusal = TABLE.refusalOf('DELETE', '/collections/staff/users/u/faces/disassociate', face);
    expect([refusal?.code, refusal?.facts.headers]).toEqual(['method-not-allowed', { Allow: 'POST' }]);
    expect(TABLE.refusalOf('DELETE', '/collections/staff/users/u/faces/anything', face)).toBeUndefined();
    expect(TABLE.refusalOf('DELETE', '/collections/staff/users/u/faces/%64isassociate', face)?.code).toBe(
      'method-not-allowed',
    );
    const users = tableOf(['GET', '/users/:userId'], ['POST', '/users/search']);
    expect(users.methodsOf('/users/search')).toEqual(['GET', 'HEAD', 'POST']);
    expect(users.refusalOf('GET', '/users/search', '/users/:userId')).toBeUndefined();
  });

  it.each([
    ['/collections/:collectionId/users', '/collections/{collectionId}/users'],
    ['/collections/:collectionId/users/:userId/faces', '/collections/{collectionId}/users/{userId}/faces'],
    ['/collections/:collectionId/users/:userId/faces/disassociate', '/collections/{collectionId}/users/{userId}/faces'],
    ['/collections/:collectionId/users/:userId', '/collections/{collectionId}/users'],
    ['/collections', undefined],
    ['', undefined],
  ])('returns the route to read the resource that %s changes', (template, route) => {
    expect(TABLE.readRouteOf(template)).toBe(route);
  });

  it('lists each method once if several routes match one path', () => {
    const table = tableOf(['GET', '/users/:userId'], ['GET', '/users/me'], ['DELETE', '/users/:userId']);
    expect(table.methodsOf('/users/me')).toEqual(['DELETE', 'GET', 'HEAD']);
  });

  it('is empty for a server without routes', () => {
    expect(tableOf().methodsOf('/')).toEqual([]);
  });
});

describe('the path of a request target', () => {
  it.each([
    ['/docs', '/docs'],
    ['/%64ocs', '/docs'],
    ['/docs?x=/y', '/docs'],
    ['/docs#x', '/docs'],
    ['http://host/docs', '/docs'],
    ['HTTPS://user@host:80/docs?x', '/docs'],
    ['/a%2Fb', '/a%2Fb'],
    ['/a%252Fb', '/a%252Fb'],
    ['/%C3%A4', '/ä'],
    ['/%ff', '/%ff'],
    ['//docs', '//docs'],
    ['*', '*'],
    ['', ''],
  ])('of %j is read as %j', (target, path) => {
    expect(routedPath(target)).toBe(path);
  });

  it('is the one that Fastify uses to find the route', async () => {
    const server = fastify();
    server.get('/docs', () => 'docs');
    server.get('/:id', ({ params }) => (params as { id: string }).id);
    for (const target of ['/docs', '/%64ocs', '/docs#x', '/docs?x', 'http://host/docs', 'http://host/%64ocs?x']) {
      expect([target, (await server.inject({ url: target })).payload, routedPath(target)]).toEqual([
        target,
        'docs',
        '/docs',
      ]);
    }
    expect((await server.inject({ url: '/a%2Fb' })).payload).toBe('a/b');
    await server.close();
  });
});

describe('the query of a request target', () => {
  it.each([
    ['/list?a=1&b=2', 'a=1&b=2'],
    ['/list?a=1?b', 'a=1?b'],
    ['/list#a=1', 'a=1'],
    ['http://host?a=1', 'a=1'],
    ['/list', ''],
  ])('of %j is %j', (target, query) => {
    expect(splitTarget(target).query).toBe(query);
  });
});
