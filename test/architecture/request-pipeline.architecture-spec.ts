import { describe, expect, it } from '@jest/globals';

import { INTERCEPTORS, STAGES } from '../../src/http/request-pipeline.js';
import { sourceFiles } from './source.js';

const files = sourceFiles();

const members = new Set([...STAGES, ...INTERCEPTORS].map(({ name }) => name));

/** The files that match the pattern and hold no member of the pipeline. */
function strangersWith(pattern: RegExp): string[] {
  const matching = files.filter(({ path, text }) => path.startsWith('http/') && pattern.test(text));
  const classesOf = (text: string): string[] =>
    [...text.matchAll(/^export class (\w+)/gm)].map(([, name = '']) => name);
  return matching.filter(({ text }) => !classesOf(text).some((name) => members.has(name))).map(({ path }) => path);
}

describe('the request pipeline', () => {
  it('records a request before any stage can reject it, and admits the caller before reading the body', () => {
    expect(STAGES.map(({ name }) => name)).toEqual([
      'Cors',
      'RouteTable',
      'RequestRecord',
      'AnswerTimeout',
      'RefusedWrites',
      'HiddenDocs',
      'Admission',
      'ImageAdmission',
      'Bodies',
    ]);
  });

  it('validates inside of the strict outcome and looks up idempotency keys inside of validation', () => {
    expect(INTERCEPTORS.map(({ name }) => name)).toEqual([
      'ImageSlotInterceptor',
      'StrictInterceptor',
      'ValidationInterceptor',
      'IdempotencyInterceptor',
      'AnswerHeadersInterceptor',
    ]);
  });

  it('lists every class that adds hooks to requests', () => {
    const hook = /\.addHook\('(onRequest|preParsing|preValidation|preHandler|onSend|onResponse)'/;
    expect(strangersWith(hook)).toEqual([]);
  });

  it('lists every Nest interceptor', () => {
    expect(strangersWith(/implements NestInterceptor\b/)).toEqual([]);
  });
});
