import { describe, expect, it } from '@jest/globals';

import { type DocumentedRequest, REQUESTS, targetOf } from '../harness/documented-requests.js';
import { withWorld } from '../harness/world.js';

/** Members that a caller might try to set. */
const WISHES: readonly (readonly [name: string, value: unknown])[] = [
  ['tenant', 'other'],
  ['tenantId', 'other'],
  ['awsAccount', '999988887777'],
  ['accountId', '999988887777'],
  ['region', 'us-east-1'],
  ['endpoint', 'http://attacker.example'],
  ['roleArn', 'arn:aws:iam::999988887777:role/admin'],
  ['accessKeyId', 'AKIAATTACKER'],
  ['secretAccessKey', 'mine'],
  ['scopes', ['admin']],
  ['admin', true],
  ['collectionPrefix', ''],
  ['deadline', 1e12],
  ['CollectionId', 'board'],
  ['UserId', 'root'],
  ['FaceIds', []],
  ['NextToken', 'next'],
  ['ClientRequestToken', 'token'],
  ['userStatus', 'ACTIVE'],
  ['outcome', 'complete'],
  ['toString', 'x'],
  ['hasOwnProperty', true],
];

const { app, engine } = withWorld();

type Problem = { code: string; errors?: { pointer: string }[] };

async function refusals(request: DocumentedRequest, wish: string, value: unknown): Promise<[string, Problem][]> {
  const { method, body } = request;
  const inBody = body && app.ask<Problem>(targetOf(request), { method, body: { ...body, [wish]: value } });
  const query = [...request.query, [wish, String(value)] as const];
  const inQuery = app.ask<Problem>(targetOf({ ...request, query }), { method, ...(body && { body }) });
  const answers = await Promise.all([inBody ?? inQuery, inQuery]);
  return answers.map((answer, index) => [index === 0 && inBody ? `/${wish}` : `/query/${wish}`, answer.body]);
}

describe('an undeclared member', () => {
  it('is rejected by every operation, in body and query, and nothing is sent', async () => {
    await engine.forgetCalls();
    const wrong: string[] = [];
    for (const request of REQUESTS) {
      for (const [wish, value] of WISHES) {
        for (const [pointer, problem] of await refusals(request, wish, value)) {
          const told = problem.errors?.some((fault) => fault.pointer === pointer) === true;
          if (problem.code !== 'validation-failed' || !told) {
            wrong.push(`${request.operationId} ${pointer}: ${problem.code} ${JSON.stringify(problem.errors)}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(REQUESTS.length).toBeGreaterThan(4);
    expect(await engine.calls()).toEqual([]);
  });

  it('inside another member is rejected too', async () => {
    const nested = { faceIds: [{ faceId: 'x', tenant: 'other' }] };
    const { body } = await app.ask<Problem>('/collections/staff/users/ann/faces', {
      method: 'DELETE',
      body: nested,
    });
    expect(body.code).toBe('validation-failed');
  });
});

describe('a header', () => {
  it('does not change the tenant, scope or collection', async () => {
    const plain = await app.ask('/me');
    const headers = Object.fromEntries(WISHES.map(([name]) => [`x-${name.toLowerCase()}`, 'other']));
    const dressed = await app.ask('/me', { headers: { ...headers, 'x-tenant-id': 'other', tenant: 'other' } });
    expect([dressed.status, dressed.body]).toEqual([200, plain.body]);
  });
});
