import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';

import { RouteTable } from './route-table.js';

function tableOf(...routes: readonly [method: string | string[], url: string][]): RouteTable {
  const server = fastify();
  const table = new RouteTable();
  table.watch(server);
  for (const [method, url] of routes) server.route({ method, url, handler: () => '' });
  return table;
}

const TABLE = tableOf(
  ['GET', '/collections/:collectionId/users'],
  ['POST', '/collections/:collectionId/users'],
  ['DELETE', '/collections/:collectionId/users/:userId/faces'],
  [['GET', 'OPTIONS'], '/collections/:collectionId/users/:userId/faces'],
  ['POST', '/collections/:collectionId/users/:userId/faces/disassociate'],
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
    ['/collections/staff/users/u/faces/disassociate', ['POST']],
    ['/docs/swagger.css', ['GET', 'HEAD']],
  ])('knows the methods of %s', (url, methods) => {
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
  ])('knows no method of %j, which is no route', (url) => {
    expect(TABLE.methodsOf(url)).toEqual([]);
  });

  it.each([
    ['/collections/:collectionId/users', '/collections/{collectionId}/users'],
    ['/collections/:collectionId/users/:userId/faces', '/collections/{collectionId}/users/{userId}/faces'],
    ['/collections/:collectionId/users/:userId/faces/disassociate', '/collections/{collectionId}/users/{userId}/faces'],
    ['/collections/:collectionId/users/:userId', '/collections/{collectionId}/users'],
    ['/collections', undefined],
    ['', undefined],
  ])('knows where what %s changes can be read', (template, route) => {
    expect(TABLE.readRouteOf(template)).toBe(route);
  });

  it('names each method once where several routes fit one path', () => {
    const table = tableOf(['GET', '/users/:userId'], ['GET', '/users/me'], ['DELETE', '/users/:userId']);
    expect(table.methodsOf('/users/me')).toEqual(['DELETE', 'GET', 'HEAD']);
  });

  it('knows nothing of a server without routes', () => {
    expect(tableOf().methodsOf('/')).toEqual([]);
  });
});
