import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { TestApp } from '../harness/app.js';
import { ScriptedUpstream } from '../harness/scripted-upstream.js';

const PATH = '/collections/staff/users/ann/faces';
const FACE = '00000000-0000-4000-8000-000000000000';

let upstream: ScriptedUpstream;
let app: TestApp;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
  app = await TestApp.start(upstream.url);
});

afterAll(async () => {
  await app.close();
  await upstream.close();
});

/** The retry budget covers 10 s: no test may use that of another. */
beforeEach(() => app.clock.advance(20_000));

/** Exception, AWS status, status and code for the caller, number of attempts, retryable, effect. */
type Row = [string, number, number, string, number, boolean, string];

const REFUSED: Row[] = [
  ['InvalidParameterException', 400, 400, 'invalid-parameter', 1, false, 'none'],
  ['ValidationException', 400, 400, 'invalid-parameter', 1, false, 'none'],
  ['SerializationException', 400, 400, 'invalid-parameter', 1, false, 'none'],
  ['InvalidPaginationTokenException', 400, 400, 'invalid-cursor', 1, false, 'none'],
  ['AccessDeniedException', 400, 403, 'aws-access-denied', 1, false, 'none'],
  ['ResourceNotFoundException', 400, 404, 'resource-not-found', 1, false, 'none'],
  ['ResourceAlreadyExistsException', 400, 409, 'already-exists', 1, false, 'none'],
  ['ServiceQuotaExceededException', 400, 409, 'service-limit-reached', 1, false, 'none'],
  ['IdempotentParameterMismatchException', 400, 422, 'idempotency-key-reused', 1, false, 'none'],
  ['ImageTooLargeException', 400, 413, 'image-too-large', 1, false, 'none'],
  ['InvalidImageFormatException', 400, 415, 'invalid-image-format', 1, false, 'none'],
  ['InvalidS3ObjectException', 400, 422, 'invalid-s3-object', 1, false, 'none'],
  ['UnrecognizedClientException', 400, 502, 'tenant-credentials', 2, false, 'none'],
  ['InvalidClientTokenId', 403, 502, 'tenant-credentials', 2, false, 'none'],
  ['InvalidSignatureException', 400, 502, 'tenant-credentials', 1, false, 'none'],
  ['IncompleteSignatureException', 400, 502, 'tenant-credentials', 2, false, 'none'],
  ['MissingAuthenticationTokenException', 400, 502, 'tenant-credentials', 2, false, 'none'],
  ['ExpiredTokenException', 400, 502, 'tenant-credentials', 2, false, 'none'],
  ['RequestExpired', 400, 502, 'tenant-credentials', 2, false, 'none'],
  ['ProvisionedThroughputExceededException', 400, 429, 'throttled', 3, true, 'none'],
  ['ThrottlingException', 400, 429, 'throttled', 3, true, 'none'],
  ['ThrottlingException', 500, 429, 'throttled', 3, true, 'none'],
  ['SomethingNewException', 400, 502, 'upstream-error', 1, true, 'none'],
];

const UNCLEAR: Row[] = [
  ['InternalServerError', 500, 502, 'upstream-error', 3, false, 'unknown'],
  ['SomethingNewException', 503, 502, 'upstream-error', 3, false, 'unknown'],
];

describe('an exception of AWS', () => {
  it.each([...REFUSED, ...UNCLEAR])(
    '%s with HTTP %i leads to %i %s for a write, after %i attempts (retryable: %s, effect: %s)',
    async (name, wireStatus, status, code, attempts, retryable, effect) => {
      upstream.throw(name, wireStatus);
      const { body, ...answer } = await app.clock.passWaits(
        app.ask(PATH, { method: 'DELETE', body: { faceIds: [FACE] } }),
      );
      expect([answer.status, body['code'], upstream.calls, body['retryable'], body['effect']]).toEqual([
        status,
        code,
        attempts,
        retryable,
        effect,
      ]);
      // The id would tell another tenant's collection or object from a missing one.
      const isIndistinct = code === 'resource-not-found' || code === 'invalid-s3-object';
      expect(body['awsRequestId']).toBe(isIndistinct ? undefined : 'aws-request-1');
      expect(answer.headers.has('retry-after')).toBe(status === 429 || status === 503);
    },
  );

  it.each([...REFUSED, ...UNCLEAR])(
    "%s with HTTP %i: AWS's message reaches neither the caller nor the log",
    async (name, wireStatus) => {
      upstream.throw(name, wireStatus);
      app.logLines.length = 0;
      const { text } = await app.clock.passWaits(app.ask(PATH));
      expect(text + app.logLines.join('')).not.toMatch(/arn:|secret words|111122223333/);
    },
  );

  it('ConflictException is retried, then answered as 409 user-busy', async () => {
    upstream.throw('ConflictException');
    const { status, body } = await app.clock.passWaits(app.ask(PATH, { method: 'DELETE', body: { faceIds: [FACE] } }));
    expect([status, body['code'], upstream.calls > 4]).toEqual([409, 'user-busy', true]);
  });

  it.each(['ValidationException', 'SerializationException'])(
    '%s leads to invalid-parameter, like an InvalidParameterException whose message is not about a face',
    async (name) => {
      const searches = [`/collections/staff/faces/${FACE}/matches`, `/collections/staff/faces/${FACE}/user-matches`];
      for (const path of searches) {
        upstream.throw(name);
        expect((await app.ask(path)).body['code']).toBe('invalid-parameter');
        upstream.throw('InvalidParameterException');
        expect((await app.ask(path)).body['code']).toBe('invalid-parameter');
      }
    },
  );
});
