import { describe, expect, it } from '@jest/globals';
import { RekognitionServiceException, ThrottlingException } from '@aws-sdk/client-rekognition';
import fc from 'fast-check';

import { classify, isSaid } from './classify.js';
import { Failure } from './failure.js';
import { FAILURE_CODES, type FailureCode } from './failures.table.js';

interface Answered {
  httpStatusCode: number;
  requestId?: string;
  clockSkewCorrected?: boolean;
}

/** An error as the SDK throws it for an error response of Rekognition. */
function awsError(name: string, $metadata: Answered = { httpStatusCode: 400 }): Error {
  return new RekognitionServiceException({ name, message: `${name} of AWS`, $fault: 'client', $metadata });
}

/** An error as Node or the SDK's HTTP handler throws it. */
function nodeError(code: string | undefined, name = 'Error', message = 'socket hang up'): Error {
  return Object.assign(new Error(message), { name, ...(code !== undefined && { code }) });
}

function answer(statusCode: number, headers: Readonly<Record<string, string>> = {}) {
  return { $response: { statusCode, headers } };
}

function summary(thrown: unknown) {
  const { code, retry, row } = classify(thrown);
  return { code, retry, status: row.status };
}

describe('a missing resource', () => {
  const told = (message: string): unknown[] => {
    const { resource, message: detail } = classify({
      name: 'ResourceNotFoundException',
      message,
      $response: { statusCode: 400 },
    });
    return [resource, detail];
  };

  it.each([
    ['The user id: collection-1 does not exist', 'user', /^The user named/],
    ['User Id: bob does not exist', 'user', /^The user named/],
    ['The face id: 1 does not exist', 'face', /^A face named/],
    ['The collection id: user-faces does not exist', 'collection', /^The collection named/],
    ['no', 'collection', /^The collection named/],
  ])('in the message %j is reported as a %s', (message, resource, detail) => {
    expect(told(message)).toEqual([resource, expect.stringMatching(detail)]);
  });
});

describe('isSaid', () => {
  const failure = (name: string, message: string): Failure =>
    new Failure('invalid-parameter', { cause: Object.assign(new Error(message), { name }) });

  it.each([
    ['no-face-in-image', 'There are no faces in the image. Should be at least 1.', true],
    ['no-face-in-image', 'THERE ARE NO FACES IN THE IMAGE', true],
    ['no-face-in-image', 'Request has invalid parameters', false],
    ['face-not-found', 'faceId was not found in the collection', true],
    ['face-not-found', 'The face id: 1 does not exist', true],
    ['face-not-found', 'Request has invalid parameters', false],
    ['user-exists', 'anything', true],
  ] as const)('decides whether %s is the meaning of %j', (code, message, said) => {
    expect(isSaid(code, failure('InvalidParameterException', message))).toBe(said);
  });

  it('accepts no other exception', () => {
    for (const name of ['ValidationException', 'SerializationException'])
      expect(isSaid('no-face-in-image', failure(name, 'There are no faces in the image'))).toBe(false);
  });
});

describe('classify', () => {
  it('returns a Failure for any thrown value', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (thrown) => {
        expect(classify(thrown)).toBeInstanceOf(Failure);
      }),
    );
  });

  it('returns a Failure for errors with properties of any type', () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true });
    const thrown = fc.record(
      {
        name: anything,
        code: anything,
        message: anything,
        cause: fc.oneof(anything, fc.record({ code: anything })),
        $metadata: fc.oneof(anything, fc.record({ httpStatusCode: anything, requestId: anything })),
        $response: fc.oneof(
          anything,
          fc.record({ statusCode: anything, headers: fc.oneof(anything, fc.record({ 'retry-after': anything })) }),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(thrown, (facts) => {
        expect(classify(facts)).toBeInstanceOf(Failure);
      }),
      { numRuns: 500 },
    );
  });

  it.each([undefined, null, 'text', 7, true, Symbol('thrown'), () => 'thrown', {}, [], new Error('a bug')])(
    'classifies unexpected values as internal: %p',
    (thrown) => {
      expect(summary(thrown)).toEqual({ code: 'internal', retry: 'never', status: 500 });
      expect(classify(thrown).facts.cause).toBe(thrown);
    },
  );

  it('returns a Failure unchanged', () => {
    const failure = new Failure('busy');
    expect(classify(failure)).toBe(failure);
  });

  describe('by name', () => {
    it.each([400, 429, 500])('recognises ThrottlingException with status %i', (httpStatusCode) => {
      const thrown = new ThrottlingException({ message: 'Rate exceeded', $metadata: { httpStatusCode } });
      expect(summary(thrown)).toEqual({ code: 'throttled', retry: 'slow-down', status: 429 });
    });

    it('recognises an AWS exception without a class in the SDK', () => {
      expect(summary(awsError('ExpiredTokenException'))).toEqual({
        code: 'tenant-credentials',
        retry: 'refresh',
        status: 502,
      });
    });

    it('keeps the AWS request id and the cause, but not the message', () => {
      const thrown = awsError('ResourceNotFoundException', { httpStatusCode: 400, requestId: 'aws-1' });
      const failure = classify(thrown);
      expect(failure.facts).toMatchObject({ awsRequestId: 'aws-1', cause: thrown });
      expect(failure.message).not.toContain('AWS');
    });

    it.each([
      ['UnrecognizedClientException', 'refresh'],
      ['InvalidSignatureException', 'never'],
    ])('retries with fresh credentials only if they can help: %s, %s', (name, retry) => {
      expect(summary(awsError(name))).toEqual({ code: 'tenant-credentials', retry, status: 502 });
    });

    it('retries a wrong signature when the SDK has corrected its clock', () => {
      const failure = classify(
        awsError('InvalidSignatureException', { httpStatusCode: 403, clockSkewCorrected: true }),
      );
      expect(failure.code).toBe('tenant-credentials');
      expect(failure.retry).toBe('refresh');
      expect(failure.facts.clockCorrected).toBe(true);
    });

    it('sets clockCorrected for no other failure', () => {
      const failure = classify(awsError('ExpiredTokenException', { httpStatusCode: 400, clockSkewCorrected: true }));
      expect(failure.facts.clockCorrected).toBeUndefined();
    });
  });

  describe('by status, for unknown names', () => {
    it.each([500, 502, 503, 504, 599])('classifies %i as an upstream error with unclear effect', (status) => {
      expect(summary(awsError('SomethingNew', { httpStatusCode: status }))).toEqual({
        code: 'upstream-error',
        retry: 'unclear',
        status: 502,
      });
    });

    it.each([301, 302, 400, 403, 404, 413, 418, 499])('classifies %i as a permanent rejection', (status) => {
      expect(summary(awsError('SomethingNew', { httpStatusCode: status }))).toEqual({
        code: 'upstream-error',
        retry: 'never',
        status: 502,
      });
    });

    it.each([200, 201, 204])('classifies %i as an unreadable response', (status) => {
      expect(summary(awsError('Error', { httpStatusCode: status }))).toEqual({
        code: 'upstream-invalid-answer',
        retry: 'unclear',
        status: 502,
      });
    });

    it('classifies HTML in place of JSON by its status', () => {
      const html = new SyntaxError('Unexpected token <');
      expect(summary(Object.assign(html, answer(502))).code).toBe('upstream-error');
      expect(summary(Object.assign(html, answer(200))).code).toBe('upstream-invalid-answer');
    });

    it('classifies a SyntaxError without a response as internal', () => {
      expect(classify(new SyntaxError('Unexpected token')).code).toBe('internal');
    });
  });

  describe('by the state of the connection', () => {
    it.each(['ECONNRESET', 'EPIPE'])('recognises a lost connection, which the SDK calls a TimeoutError: %s', (code) => {
      expect(summary(nodeError(code, 'TimeoutError'))).toEqual({
        code: 'upstream-connection-lost',
        retry: 'unclear',
        status: 502,
      });
    });

    it.each(['UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'UND_ERR_DESTROYED'])(
      "recognises a lost connection by undici's code: %s",
      (code) => {
        expect(summary(nodeError(code)).code).toBe('upstream-connection-lost');
      },
    );

    it.each([
      ['UND_ERR_HEADERS_OVERFLOW', 'HeadersOverflowError'],
      // undici knows no code for most of them.
      [undefined, 'HTTPParserError'],
    ])('recognises a response that is no HTTP: %s, %s', (code, name) => {
      expect(summary(nodeError(code, name)).code).toBe('upstream-invalid-answer');
    });

    it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('classifies %s as not sent', (code) => {
      expect(summary(nodeError(code))).toEqual({ code: 'upstream-unreachable', retry: 'not-sent', status: 503 });
    });

    it.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL'])('classifies a shortage of this machine as not sent: %s', (code) => {
      const { row, effect, retry, evidence } = classify(nodeError(code));
      expect([row.status, effect, retry, evidence]).toEqual([503, 'none', 'never', 'unknown']);
    });

    it.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENOBUFS', 'ENOMEM', 'EAGAIN'])(
      'classifies a shortage of this machine while connecting as busy: %s',
      (code) => {
        const { code: classified, effect, evidence } = classify(Object.assign(nodeError(code), { notConnected: true }));
        expect([classified, effect, evidence]).toEqual(['busy', 'none', 'unknown']);
      },
    );

    it.each(['ECONNRESET', 'ETIMEDOUT', 'EPERM', 'EACCES', 'ENETDOWN', 'EPROTO', 'CERT_HAS_EXPIRED', 'ELSE'])(
      'classifies an error before the connection was established as not sent: %s',
      (code) => {
        const { code: classified, retry, evidence } = classify(Object.assign(nodeError(code), { notConnected: true }));
        expect([classified, retry, evidence]).toEqual(['upstream-unreachable', 'not-sent', 'refused']);
      },
    );

    it.each(['ENOBUFS', 'ENOMEM', 'EAGAIN'])(
      'does not classify a shortage on an established connection as not sent: %s',
      (code) => {
        expect(classify(Object.assign(nodeError(code), { notConnected: false })).code).not.toBe('busy');
      },
    );

    it('uses the code of the cause', () => {
      const thrown = new Error('fetch failed', { cause: nodeError('ECONNREFUSED') });
      expect(classify(thrown).code).toBe('upstream-unreachable');
    });

    it('distinguishes a connect time-out from a missing response', () => {
      const connecting = nodeError(
        undefined,
        'TimeoutError',
        '@smithy/node-http-handler - the request socket did not establish a connection with the server within the ' +
          'configured timeout of 1000 ms.',
      );
      expect(summary(connecting)).toEqual({ code: 'upstream-unreachable', retry: 'not-sent', status: 503 });
      expect(summary(nodeError(undefined, 'TimeoutError', 'no answer'))).toEqual({
        code: 'upstream-timeout',
        retry: 'unclear',
        status: 504,
      });
    });
  });

  describe('as evidence about Rekognition', () => {
    const connecting = (loopWasLate: boolean): Error =>
      Object.assign(nodeError(undefined, 'TimeoutError', 'did not establish a connection in time'), { loopWasLate });

    it.each([
      ['a rejection', awsError('AccessDeniedException'), 'answered'],
      ['a throttle', awsError('ThrottlingException', { httpStatusCode: 500 }), 'answered'],
      ['an unknown rejection', awsError('SomethingNew', { httpStatusCode: 418 }), 'answered'],
      ['an unreadable response', awsError('Error', { httpStatusCode: 200 }), 'answered'],
      ['a server error', awsError('InternalServerError', { httpStatusCode: 500 }), 'failed'],
      ['an unknown 5xx', awsError('SomethingNew', { httpStatusCode: 503 }), 'failed'],
      ['a lost connection', nodeError('ECONNRESET'), 'failed'],
      ['a reused connection that was closed', Object.assign(nodeError('ECONNRESET'), { lostOnReuse: true }), 'unknown'],
      ['a refused connection', nodeError('ECONNREFUSED'), 'refused'],
      ['a connect time-out', connecting(false), 'refused'],
      ['a connect time-out while the event loop was late', connecting(true), 'unknown'],
      ['a missing response', nodeError(undefined, 'TimeoutError', 'no answer'), 'unknown'],
      ['a caller that disconnected', nodeError(undefined, 'CallerLeft'), 'unknown'],
      ['a revoked credential', nodeError(undefined, 'CallerRevoked'), 'unknown'],
      ['an unavailable store', nodeError(undefined, 'StoreAway'), 'unknown'],
      ['an internal error', new TypeError('bug'), 'unknown'],
    ])('%s: %s', (_name, thrown, evidence) => {
      expect(classify(thrown).evidence).toBe(evidence);
    });

    it.each(FAILURE_CODES)('is unknown without a response, unless defined otherwise: %s', (code) => {
      const defined: Partial<Record<FailureCode, string>> = {
        'upstream-error': 'failed',
        'upstream-connection-lost': 'failed',
        'upstream-invalid-answer': 'answered',
        'upstream-unreachable': 'refused',
      };
      expect(new Failure(code).evidence).toBe(defined[code] ?? 'unknown');
    });
  });

  describe('Retry-After of an answer', () => {
    it.each([
      ['3', 3_000],
      ['60', 60_000],
      ['0.5', undefined],
      ['1e999', undefined],
      ['1000000', undefined],
      ['0', undefined],
      ['-5', undefined],
      ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
      ['', undefined],
    ])('reads %p as %p ms', (header, retryAfterMs) => {
      const thrown = Object.assign(awsError('ThrottlingException'), answer(400, { 'retry-after': header }));
      expect(classify(thrown).facts.retryAfterMs).toBe(retryAfterMs);
    });
  });
});
