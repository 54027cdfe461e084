import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';

import { routedPath, splitTarget } from './request-target.js';

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

  it('is the one that Fastify finds the route by', async () => {
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
