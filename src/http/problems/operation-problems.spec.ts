import { describe, expect, it } from '@jest/globals';

import type { OperationTraits } from '../../rekognition/operation.js';
import { problemsOf, type Circumstances } from './operation-problems.js';

const ROW: OperationTraits = {
  name: 'ListFaces',
  effect: 'read',
  resource: 'collection',
  scope: 'read',
  repeat: 'read',
  refusals: ['resource-not-found'],
  quota: { key: 'ListFaces', bigRegions: 50, others: 5 },
};

function problems(changes: Partial<Circumstances> = {}) {
  return problemsOf({
    row: undefined,
    body: false,
    images: false,
    outcome: false,
    answers: true,
    list: false,
    extra: [],
    ...changes,
  });
}

describe('problemsOf', () => {
  it('lists for every route the problems that any request can get', () => {
    expect(problems()).toEqual(
      expect.arrayContaining(['validation-failed', 'unauthenticated', 'insufficient-scope', 'internal']),
    );
  });

  it('lists 406 only if a success has a body', () => {
    expect(problems()).toContain('not-acceptable');
    expect(problems({ answers: false })).not.toContain('not-acceptable');
  });

  it('lists problems of a body only if there is one', () => {
    const ofBody = ['malformed-json', 'body-too-large', 'unsupported-media-type'];
    expect(problems({ body: true })).toEqual(expect.arrayContaining(ofBody));
    expect(problems().filter((code) => ofBody.includes(code))).toEqual([]);
  });

  it('lists problems of Rekognition only if it is called, with the refusals of the definition', () => {
    const upstream = ['throttled', 'upstream-timeout', 'tenant-credentials', 'deadline-passed', 'resource-not-found'];
    expect(problems({ row: ROW })).toEqual(expect.arrayContaining(upstream));
    expect(problems().filter((code) => upstream.includes(code))).toEqual([]);
  });

  it('lists problems of the call pipeline only if Rekognition is called', () => {
    for (const code of ['busy', 'rate-limited', 'circuit-open']) {
      expect(problems({ row: ROW })).toContain(code);
      expect(problems({ row: undefined })).not.toContain(code);
    }
  });

  it('lists audit-unavailable only for writes', () => {
    expect(problems({ row: { ...ROW, effect: 'write' } })).toContain('audit-unavailable');
    expect(problems({ row: ROW })).not.toContain('audit-unavailable');
    expect(problems()).not.toContain('audit-unavailable');
  });

  it('lists the strict outcome only if there is an outcome, and the problems that a route adds', () => {
    expect(problems({ outcome: true })).toContain('unsuccessful-faces');
    expect(problems()).not.toContain('unsuccessful-faces');
    expect(problems({ extra: ['face-not-found'] })).toContain('face-not-found');
  });

  it('lists invalid-cursor only for lists with cursors', () => {
    expect(problems({ list: true })).toContain('invalid-cursor');
    expect(problems({ row: ROW })).not.toContain('invalid-cursor');
  });

  it('lists malformed-multipart only for routes with images', () => {
    expect(problems({ images: true })).toContain('malformed-multipart');
    expect(problems({ body: true })).not.toContain('malformed-multipart');
  });

  it('lists the operation-specific meaning of a failure instead of the default one', () => {
    const told = problems({ row: { ...ROW, refusals: [{ code: 'throttled', means: 'face-not-found' }] } });
    expect(told).toContain('face-not-found');
    expect(told).not.toContain('throttled');
  });

  it('lists both meanings of a failure that AWS’s front end can throw before the operation runs', () => {
    const told = problems({ row: { ...ROW, refusals: [{ code: 'invalid-parameter', means: 'face-not-found' }] } });
    expect(told).toEqual(expect.arrayContaining(['face-not-found', 'invalid-parameter']));
  });

  it('lists problems of idempotency keys only for writes', () => {
    const keyed = ['idempotency-key-reused', 'request-in-progress', 'outcome-unknown', 'idempotency-unavailable'];
    expect(problems({ row: { ...ROW, effect: 'write' } })).toEqual(expect.arrayContaining(keyed));
    expect(problems({ row: ROW }).filter((code) => keyed.includes(code))).toEqual([]);
  });

  it('lists no problem twice', () => {
    const all = problems({
      row: { ...ROW, effect: 'write', lane: () => [], refusals: ['idempotency-key-reused'] },
      body: true,
      images: true,
      outcome: true,
      list: true,
      extra: ['face-not-found'],
    });
    expect(new Set(all).size).toBe(all.length);
  });
});
