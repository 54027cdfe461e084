import { describe, expect, it } from '@jest/globals';

import { Failure } from '../../failures/failure.js';
import { FAILURE_CODES, FAILURES } from '../../failures/failures.table.js';
import { renderProblem } from './problem.js';

function retryAfter(failure: Failure): string | undefined {
  return renderProblem(failure, 'request-1', '').headers['Retry-After'];
}

describe('renderProblem', () => {
  it('tells a failure in the members of RFC 9457 and ours', () => {
    expect(renderProblem(new Failure('resource-not-found'), 'request-1', '')).toEqual({
      status: 404,
      headers: { 'Content-Type': 'application/problem+json' },
      body: {
        type: '/problems/resource-not-found',
        title: FAILURES['resource-not-found'].title,
        status: 404,
        detail: FAILURES['resource-not-found'].detail,
        instance: 'urn:request:request-1',
        code: 'resource-not-found',
        resource: 'collection',
        retryable: false,
        effect: 'none',
        requestId: 'request-1',
      },
    });
  });

  it('names the page of the problem below the prefix of the service', () => {
    expect(renderProblem(new Failure('busy'), 'request-1', '/faces/v1').body.type).toBe('/faces/v1/problems/busy');
  });

  it('says which kinds of credentials there are to whom none was good, and to nobody else', () => {
    const challenged = FAILURE_CODES.filter((code) =>
      /^Bearer .*, ApiKey /.test(renderProblem(new Failure(code), 'request-1', '').headers['WWW-Authenticate'] ?? ''),
    );
    expect(challenged).toEqual(['unauthenticated']);
  });

  it('tells what more is known', () => {
    const errors = [{ pointer: '/faceIds/3', detail: 'must be a lower-case UUID' }];
    const failure = new Failure('unsuccessful-faces', {
      detail: 'More exact.',
      effect: 'partial',
      awsRequestId: 'aws-1',
      headers: { Allow: 'GET' },
      extension: { disassociatedFaces: [] },
      errors,
    });
    const { headers, body } = renderProblem(failure, 'request-1', '');
    expect(headers['Allow']).toBe('GET');
    expect(body).toMatchObject({
      detail: 'More exact.',
      effect: 'partial',
      awsRequestId: 'aws-1',
      disassociatedFaces: [],
      errors,
    });
  });

  it('tells nothing of what was thrown', () => {
    const cause = new Error('User arn:aws:iam::111122223333:user/acme is not authorized');
    expect(JSON.stringify(renderProblem(new Failure('aws-access-denied', { cause }), 'request-1', ''))).not.toMatch(
      /arn:|111122223333/,
    );
  });

  it.each([
    [undefined, '1'],
    [1, '1'],
    [1_000, '1'],
    [1_001, '2'],
    [2_999, '3'],
    [60_000, '60'],
  ])('says in Retry-After %p ms as %p whole seconds, rounding up and never below the row', (retryAfterMs, header) => {
    expect(retryAfter(new Failure('throttled', retryAfterMs === undefined ? {} : { retryAfterMs }))).toBe(header);
  });

  it.each(FAILURE_CODES)('says Retry-After only of what may be repeated: %s', (code) => {
    expect(retryAfter(new Failure(code, { retryable: false, retryAfterMs: 5_000 }))).toBeUndefined();
    const header = retryAfter(new Failure(code));
    expect(header === undefined || (FAILURES[code].retryable && /^[1-9]\d*$/.test(header))).toBe(true);
  });
});
