import { describe, expect, it } from '@jest/globals';

import { STAGES } from '../../src/http/request-pipeline.js';
import { sourceFiles } from './source.js';

const files = sourceFiles();

const members = new Set(STAGES.map(({ name }) => name));

/** The files that match the pattern and hold no member of the pipeline. */
function strangersWith(pattern: RegExp): string[] {
  const matching = files.filter(({ path, text }) => path.startsWith('http/') && pattern.test(text));
  const classesOf = (text: string): string[] =>
    [...text.matchAll(/^export class (\w+)/gm)].map(([, name = '']) => name);
  return matching.filter(({ text }) => !classesOf(text).some((name) => members.has(name))).map(({ path }) => path);
}

describe('the request pipeline', () => {
  it('records a request before any stage can reject it, admits the caller before reading the body, and looks up keys after validation', () => {
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
      'Validation',
      'Idempotency',
      'AnswerHeaders',
      'StrictOutcome',
    ]);
  });

  it('lists every class that adds hooks to requests', () => {
    const hook =
      /\.addHook\('(onRequest|preParsing|preValidation|preHandler|preSerialization|onSend|onResponse)'|\bhookRoutes\(/;
    expect(strangersWith(hook)).toEqual([]);
  });

  it('has no Nest interceptor, which would add an RxJS chain to each request', () => {
    expect(strangersWith(/implements NestInterceptor\b/)).toEqual([]);
  });
});
