import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';

import { addLinks } from './links.js';

const json = (schema: object): object => ({ content: { 'application/json': { schema } } });
const user = { type: 'object', properties: { userId: { type: 'string' } } };

function linked(): Record<string, Record<string, unknown>> {
  const routes: Record<string, Record<string, object>> = {
    '/users': {
      post: { operationId: 'createUser', requestBody: json(user), responses: { '201': {}, '404': {} } },
      get: {
        operationId: 'listUsers',
        responses: { '200': json({ $ref: '#/components/schemas/Users' }) },
      },
      delete: { operationId: 'deleteUsers', responses: { '204': {} } },
    },
    '/users/{userId}': { get: { operationId: 'getUser', responses: { '200': json(user) } } },
    '/users/{userId}/faces': { get: { operationId: 'listFaces', responses: { '200': json({ type: 'object' }) } } },
    '/users/{userId}/faces/{faceId}': { delete: { operationId: 'removeFace', responses: { '204': {} } } },
    '/faces/{faceId}': { get: { operationId: 'getFace', responses: { '200': {} } } },
  };
  const users = { type: 'object', properties: { items: { type: 'array', items: user } } };
  const document = { paths: routes, components: { schemas: { Users: users } } } as unknown as OpenAPIObject;
  addLinks(document);
  const found = Object.values(routes).flatMap((methods) =>
    (Object.values(methods) as { operationId: string; responses: Record<string, { links?: object }> }[]).map(
      ({ operationId, responses }): [string, Record<string, unknown>] => [
        operationId,
        { ...Object.values(responses)[0]?.links },
      ],
    ),
  );
  return Object.fromEntries(found);
}

describe('addLinks', () => {
  it('leads from what makes a thing to the routes below it, with the id that the request gave', () => {
    const parameters = { userId: '$request.body#/userId' };
    expect(linked()['createUser']).toEqual({
      getUser: { operationId: 'getUser', parameters },
      listFaces: { operationId: 'listFaces', parameters },
    });
  });

  it('leads from a list to the routes below its things, with the first id that it answers', () => {
    const parameters = { userId: '$response.body#/items/0/userId' };
    expect(linked()['listUsers']).toEqual({
      getUser: { operationId: 'getUser', parameters },
      listFaces: { operationId: 'listFaces', parameters },
    });
  });

  it('leads nowhere without an id to go by, from what is gone, and from one thing to another', () => {
    for (const operation of ['listFaces', 'deleteUsers', 'getUser', 'removeFace', 'getFace'])
      expect([operation, linked()[operation]]).toEqual([operation, {}]);
  });
});
