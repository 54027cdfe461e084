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
    list: false,
    extra: [],
    ...changes,
  });
}

describe('problemsOf', () => {
  it('lists for every route what every request can meet', () => {
    expect(problems()).toEqual(
      expect.arrayContaining(['validation-failed', 'unauthenticated', 'insufficient-scope', 'internal']),
    );
  });

  it('lists problems of a body only where there is one', () => {
    const ofBody = ['malformed-json', 'body-too-large', 'unsupported-media-type'];
    expect(problems({ body: true })).toEqual(expect.arrayContaining(ofBody));
    expect(problems().filter((code) => ofBody.includes(code))).toEqual([]);
  });

  it('lists problems of Rekognition only where it is called, with the refusals of the row', () => {
    const upstream = ['throttled', 'upstream-timeout', 'tenant-credentials', 'deadline-passed', 'resource-not-found'];
    expect(problems({ row: ROW })).toEqual(expect.arrayContaining(upstream));
    expect(problems().filter((code) => upstream.includes(code))).toEqual([]);
  });

  it('lists the refusals of the call pipeline only where Rekognition is called', () => {
    for (const code of ['busy', 'rate-limited', 'circuit-open']) {
      expect(problems({ row: ROW })).toContain(code);
      expect(problems({ row: undefined })).not.toContain(code);
    }
  });

  it('lists the refusal of what cannot be audited only for writes', () => {
    expect(problems({ row: { ...ROW, effect: 'write' } })).toContain('audit-unavailable');
    expect(problems({ row: ROW })).not.toContain('audit-unavailable');
    expect(problems()).not.toContain('audit-unavailable');
  });

  it('lists the strict outcome only where there is an outcome, and what a route adds', () => {
    expect(problems({ outcome: true })).toContain('unsuccessful-faces');
    expect(problems()).not.toContain('unsuccessful-faces');
    expect(problems({ extra: ['face-not-found'] })).toContain('face-not-found');
  });

  it('lists a bad cursor only where a list goes on with one', () => {
    expect(problems({ list: true })).toContain('invalid-cursor');
    expect(problems({ row: ROW })).not.toContain('invalid-cursor');
  });

  it('lists a form that cannot be read only where images come', () => {
    expect(problems({ images: true })).toContain('malformed-multipart');
    expect(problems({ body: true })).not.toContain('malformed-multipart');
  });

  it('lists what a failure means for the operation, and not what it would have meant', () => {
    const told = problems({ row: { ...ROW, refusals: [{ code: 'throttled', means: 'face-not-found' }] } });
    expect(told).toContain('face-not-found');
    expect(told).not.toContain('throttled');
  });

  it('lists both meanings of a failure that AWS’s front end can throw before the operation runs', () => {
    const told = problems({ row: { ...ROW, refusals: [{ code: 'invalid-parameter', means: 'face-not-found' }] } });
    expect(told).toEqual(expect.arrayContaining(['face-not-found', 'invalid-parameter']));
  });

  it('lists what a key can lead to only where something is changed', () => {
    const keyed = ['idempotency-key-reused', 'request-in-progress', 'outcome-unknown', 'idempotency-unavailable'];
    expect(problems({ row: { ...ROW, effect: 'write' } })).toEqual(expect.arrayContaining(keyed));
    expect(problems({ row: ROW }).filter((code) => keyed.includes(code))).toEqual([]);
  });

  it('lists nothing twice', () => {
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
