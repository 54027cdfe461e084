import { describe, expect, it } from '@jest/globals';

import { Failure } from '../../failures/failure.js';
import { FAILURE_CODES, FAILURES } from '../../failures/failures.table.js';
import { renderProblem } from './problem.js';

function retryAfter(failure: Failure): string | undefined {
  return renderProblem(failure, 'request-1', '').headers['Retry-After'];
}

describe('renderProblem', () => {
  it('renders a failure with the members of RFC 9457 and its own', () => {
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

  it('links to the page of the problem, including the base path', () => {
    expect(renderProblem(new Failure('busy'), 'request-1', '/faces/v1').body.type).toBe('/faces/v1/problems/busy');
  });

  it('has WWW-Authenticate for 401 only', () => {
    const challenged = FAILURE_CODES.filter((code) =>
      /^Bearer .*, ApiKey /.test(renderProblem(new Failure(code), 'request-1', '').headers['WWW-Authenticate'] ?? ''),
    );
    expect(challenged).toEqual(['unauthenticated']);
  });

  it('includes all further facts', () => {
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

  it('reveals nothing of the error that was thrown', () => {
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
  ])(
    'renders Retry-After for %p ms as %p whole seconds, rounded up and never below the default',
    (retryAfterMs, header) => {
      expect(retryAfter(new Failure('throttled', retryAfterMs === undefined ? {} : { retryAfterMs }))).toBe(header);
    },
  );

  it.each(FAILURE_CODES)('has Retry-After only if the request may be repeated: %s', (code) => {
    expect(retryAfter(new Failure(code, { retryable: false, retryAfterMs: 5_000 }))).toBeUndefined();
    const header = retryAfter(new Failure(code));
    expect(header === undefined || (FAILURES[code].retryable && /^[1-9]\d*$/.test(header))).toBe(true);
  });
});
