import { describe, expect, it } from '@jest/globals';
import { RekognitionServiceException, ThrottlingException } from '@aws-sdk/client-rekognition';
import fc from 'fast-check';

import { classify } from './classify.js';
import { Failure } from './failure.js';
import { FAILURE_CODES, type FailureCode } from './failures.table.js';

interface Answered {
  httpStatusCode: number;
  requestId?: string;
  clockSkewCorrected?: boolean;
}

/** What the SDK throws for an error answer of Rekognition. */
function awsError(name: string, $metadata: Answered = { httpStatusCode: 400 }): Error {
  return new RekognitionServiceException({ name, message: `${name} of AWS`, $fault: 'client', $metadata });
}

/** What Node throws, or the SDK in its place. */
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

describe('classify', () => {
  it('finds a failure for anything that can be thrown', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (thrown) => {
        expect(classify(thrown)).toBeInstanceOf(Failure);
      }),
    );
  });

  it('finds a failure however strange the facts that hang on what was thrown', () => {
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
    'takes what nobody foresaw for a bug of ours: %p',
    (thrown) => {
      expect(summary(thrown)).toEqual({ code: 'internal', retry: 'never', status: 500 });
      expect(classify(thrown).facts.cause).toBe(thrown);
    },
  );

  it('leaves a failure as it is', () => {
    const failure = new Failure('busy');
    expect(classify(failure)).toBe(failure);
  });

  describe('by name', () => {
    it.each([400, 429, 500])('knows ThrottlingException whatever its status: %i', (httpStatusCode) => {
      const thrown = new ThrottlingException({ message: 'Rate exceeded', $metadata: { httpStatusCode } });
      expect(summary(thrown)).toEqual({ code: 'throttled', retry: 'slow-down', status: 429 });
    });

    it('knows an AWS exception whose class the SDK does not have', () => {
      expect(summary(awsError('ExpiredTokenException'))).toEqual({
        code: 'tenant-credentials',
        retry: 'refresh',
        status: 502,
      });
    });

    it('keeps the id of the answer and what was thrown, and none of its words', () => {
      const thrown = awsError('ResourceNotFoundException', { httpStatusCode: 400, requestId: 'aws-1' });
      const failure = classify(thrown);
      expect(failure.facts).toMatchObject({ awsRequestId: 'aws-1', cause: thrown });
      expect(failure.message).not.toContain('AWS');
    });

    it.each([
      ['UnrecognizedClientException', 'refresh'],
      ['InvalidSignatureException', 'never'],
    ])('gives fresh credentials a try after %s: %s', (name, retry) => {
      expect(summary(awsError(name))).toEqual({ code: 'tenant-credentials', retry, status: 502 });
    });

    it('gives a wrong signature one more try when the SDK has corrected its clock', () => {
      const failure = classify(
        awsError('InvalidSignatureException', { httpStatusCode: 403, clockSkewCorrected: true }),
      );
      expect(failure.code).toBe('tenant-credentials');
      expect(failure.retry).toBe('refresh');
      expect(failure.facts.clockCorrected).toBe(true);
    });

    it('says of no other failure that the clock was corrected', () => {
      const failure = classify(awsError('ExpiredTokenException', { httpStatusCode: 400, clockSkewCorrected: true }));
      expect(failure.facts.clockCorrected).toBeUndefined();
    });
  });

  describe('by status, when the name is not known', () => {
    it.each([500, 502, 503, 504, 599])('takes %i for an upstream error that may have been worked on', (status) => {
      expect(summary(awsError('SomethingNew', { httpStatusCode: status }))).toEqual({
        code: 'upstream-error',
        retry: 'unclear',
        status: 502,
      });
    });

    it.each([301, 302, 400, 403, 404, 413, 418, 499])('takes %i for a refusal for good', (status) => {
      expect(summary(awsError('SomethingNew', { httpStatusCode: status }))).toEqual({
        code: 'upstream-error',
        retry: 'never',
        status: 502,
      });
    });

    it.each([200, 201, 204])('takes %i for an answer that could not be read', (status) => {
      expect(summary(awsError('Error', { httpStatusCode: status }))).toEqual({
        code: 'upstream-invalid-answer',
        retry: 'unclear',
        status: 502,
      });
    });

    it('takes a page of HTML in place of JSON by the status it came with', () => {
      const html = new SyntaxError('Unexpected token <');
      expect(summary(Object.assign(html, answer(502))).code).toBe('upstream-error');
      expect(summary(Object.assign(html, answer(200))).code).toBe('upstream-invalid-answer');
    });

    it('takes a SyntaxError without an answer for a bug of ours', () => {
      expect(classify(new SyntaxError('Unexpected token')).code).toBe('internal');
    });
  });

  describe('by what became of the connection', () => {
    it.each(['ECONNRESET', 'EPIPE'])('knows a lost connection, which the SDK calls a TimeoutError: %s', (code) => {
      expect(summary(nodeError(code, 'TimeoutError'))).toEqual({
        code: 'upstream-connection-lost',
        retry: 'unclear',
        status: 502,
      });
    });

    it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])('knows that nothing was sent after %s', (code) => {
      expect(summary(nodeError(code))).toEqual({ code: 'upstream-unreachable', retry: 'not-sent', status: 503 });
    });

    it.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL'])(
      'knows that this machine was short and nothing was sent: %s',
      (code) => {
        const { row, effect, retry, evidence } = classify(nodeError(code));
        expect([row.status, effect, retry, evidence]).toEqual([503, 'none', 'never', 'unknown']);
      },
    );

    it.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENOBUFS', 'ENOMEM', 'EAGAIN'])(
      'knows a shortage of this machine while connecting: %s',
      (code) => {
        const { code: told, effect, evidence } = classify(Object.assign(nodeError(code), { notConnected: true }));
        expect([told, effect, evidence]).toEqual(['busy', 'none', 'unknown']);
      },
    );

    it.each(['ECONNRESET', 'ETIMEDOUT', 'EPERM', 'EACCES', 'ENETDOWN', 'EPROTO', 'CERT_HAS_EXPIRED', 'ELSE'])(
      'knows that nothing was sent where no connection was made: %s',
      (code) => {
        const { code: told, retry, evidence } = classify(Object.assign(nodeError(code), { notConnected: true }));
        expect([told, retry, evidence]).toEqual(['upstream-unreachable', 'not-sent', 'refused']);
      },
    );

    it.each(['ENOBUFS', 'ENOMEM', 'EAGAIN'])(
      'does not take a shortage on a made connection for nothing sent: %s',
      (code) => {
        expect(classify(Object.assign(nodeError(code), { notConnected: false })).code).not.toBe('busy');
      },
    );

    it('finds the code of what caused the error', () => {
      const thrown = new Error('fetch failed', { cause: nodeError('ECONNREFUSED') });
      expect(classify(thrown).code).toBe('upstream-unreachable');
    });

    it('tells a connection that could not be made in time from an answer that did not come', () => {
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
      ['a refusal is an answer', awsError('AccessDeniedException'), 'answered'],
      ['a throttle is an answer', awsError('ThrottlingException', { httpStatusCode: 500 }), 'answered'],
      ['an unknown refusal is an answer', awsError('SomethingNew', { httpStatusCode: 418 }), 'answered'],
      ['an unreadable answer is one', awsError('Error', { httpStatusCode: 200 }), 'answered'],
      ['an error of its own', awsError('InternalServerError', { httpStatusCode: 500 }), 'failed'],
      ['an unknown 5xx', awsError('SomethingNew', { httpStatusCode: 503 }), 'failed'],
      ['a lost connection', nodeError('ECONNRESET'), 'failed'],
      ['a kept connection that was closed', Object.assign(nodeError('ECONNRESET'), { lostOnReuse: true }), 'unknown'],
      ['a refused connection', nodeError('ECONNREFUSED'), 'refused'],
      ['a connection that was not made in time', connecting(false), 'refused'],
      ['a connection that this process was too late for', connecting(true), 'unknown'],
      ['an answer that did not come', nodeError(undefined, 'TimeoutError', 'no answer'), 'unknown'],
      ['a caller who left', nodeError(undefined, 'CallerLeft'), 'unknown'],
      ['a credential that was revoked', nodeError(undefined, 'CallerRevoked'), 'unknown'],
      ['a store that is down', nodeError(undefined, 'StoreAway'), 'unknown'],
      ['a bug of ours', new TypeError('bug'), 'unknown'],
    ])('%s: %s', (_name, thrown, evidence) => {
      expect(classify(thrown).evidence).toBe(evidence);
    });

    it.each(FAILURE_CODES)('says nothing of itself without an answer, unless the row says so: %s', (code) => {
      const told: Partial<Record<FailureCode, string>> = {
        'upstream-error': 'failed',
        'upstream-connection-lost': 'failed',
        'upstream-invalid-answer': 'answered',
        'upstream-unreachable': 'refused',
      };
      expect(new Failure(code).evidence).toBe(told[code] ?? 'unknown');
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
