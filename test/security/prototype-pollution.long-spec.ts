import { afterEach, describe, expect, it } from '@jest/globals';

import { type DocumentedRequest, REQUESTS, targetOf } from '../harness/documented-requests.js';
import { withWorld } from '../harness/world.js';

/** JSON that would pollute Object.prototype if it were merged or assigned. */
const BODIES = [
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"faceIds":{"__proto__":{"polluted":true}}}',
  '{"faceIds":[{"__proto__":{"polluted":true}}]}',
  '{"__proto__":[],"faceIds":["b90d6538-4484-4118-8afa-2ddf485d2948"]}',
  '{"\\u005f_proto__":{"polluted":true}}',
  '{"prototype":{"polluted":true},"toString":null,"valueOf":null}',
  '{"__defineGetter__":"x","__lookupGetter__":"x"}',
];
const QUERIES = [
  '__proto__[polluted]=true',
  '__proto__.polluted=true',
  'constructor[prototype][polluted]=true',
  'faceId[__proto__][polluted]=true',
  '__proto__=polluted',
  'constructor=x&toString=y',
];

const { app } = withWorld();

afterEach(() => {
  expect(Object.getOwnPropertyNames(Object.prototype).filter((name) => name.includes('polluted'))).toEqual([]);
  expect({}).not.toHaveProperty('polluted');
});

describe('Object.prototype', () => {
  it.each(BODIES)('is not changed by a body: %s', async (body) => {
    const headers = { 'content-type': 'application/json' };
    const answers = await Promise.all(
      REQUESTS.map((request) =>
        app.ask(targetOf(request), { method: request.method, headers, ...bodyOf(request, body) }),
      ),
    );
    for (const [index, { status }] of answers.entries()) {
      const { method, body: example } = REQUESTS[index]!;
      if (example !== undefined)
        expect([REQUESTS[index]!.operationId, status]).toEqual([REQUESTS[index]!.operationId, 400]);
      else expect([method, status >= 500]).toEqual([method, false]);
    }
  });

  it.each(QUERIES)('is not changed by a query: %s', async (query) => {
    for (const request of REQUESTS) {
      const target = targetOf(request);
      const { method, body } = request;
      const asked = `${target}${target.includes('?') ? '&' : '?'}${query}`;
      const { status } = await app.ask(asked, { method, ...(body !== undefined && { body }) });
      expect([request.operationId, status]).toEqual([request.operationId, 400]);
    }
  });

  it('is not read in place of an id or a header', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const { status } = await app.ask(`/collections/${name}/users/${name}/faces`);
      expect([name, status]).toEqual([name, 404]);
      const named = await app.ask('/me', { headers: { 'x-request-id': name, traceparent: name } });
      expect(named.status).toBe(200);
    }
  });
});

/** fetch sends no body with GET. */
function bodyOf({ method }: DocumentedRequest, body: string): { body?: string } {
  return method === 'GET' ? {} : { body };
}
