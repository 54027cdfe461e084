import { globSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { checkSync } from 'recheck';
import ts from 'typescript';

import { routePattern } from '../../src/http/routes/route-table.js';
import { ROUTES } from '../harness/document.js';

/** A pattern and its location. */
interface Found {
  readonly at: string;
  readonly source: string;
  readonly flags: string;
}

const CODE = globSync('src/**/*.ts').filter((path) => !path.endsWith('.spec.ts'));
const SCHEMAS = ['openapi/openapi.json', ...globSync('{helm,docs}/**/*.schema.json')];

function patternsOfCode(path: string): Found[] {
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, source = '', flags = ''] = /^\/([^]*)\/([a-z]*)$/.exec(node.text) ?? [];
      found.push({ at: path, source, flags });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));
  return found;
}

function patternsOfSchema(path: string): Found[] {
  const found: Found[] = [];
  const note = (source: string): void => void found.push({ at: path, source, flags: 'u' });
  JSON.parse(readFileSync(path, 'utf8'), (key, value: unknown) => {
    if (key === 'pattern' && typeof value === 'string') note(value);
    if (key === 'patternProperties') Object.keys(value as object).forEach(note);
    return value;
  });
  return found;
}

/** Only counts of steps decide: the usual limits of time would reject patterns on a busy machine. */
const LIMITS = { timeout: 300_000, attackTimeout: null, incubationTimeout: null };

/** Why a pattern is slow, found by analysis and by experiment; empty for linear ones. */
function weaknesses(found: readonly Found[]): string[] {
  const distinct = new Map(found.map((pattern) => [`/${pattern.source}/${pattern.flags}`, pattern]));
  return [...distinct].flatMap(([text, { at, source, flags }]) => {
    const { status } = checkSync(source, flags, LIMITS);
    return status === 'safe' ? [] : [`${at}: ${text} is ${status}`];
  });
}

describe('Every regular expression takes linear time', () => {
  it('in the code', () => {
    const found = CODE.flatMap(patternsOfCode);
    expect(found.length).toBeGreaterThan(50);
    expect(weaknesses(found)).toEqual([]);
  });

  it('in the OpenAPI document and the JSON schemas', () => {
    const found = SCHEMAS.flatMap(patternsOfSchema);
    expect(found.length).toBeGreaterThan(5);
    expect(weaknesses(found)).toEqual([]);
  });

  it('built from routes, the only place that builds one', () => {
    const templates = [...new Set(ROUTES.map(({ path }) => path))].map((path) => path.replace(/\{(\w+)\}/g, ':$1'));
    const found = [...templates, '/docs/*'].map((path) => {
      const { source, flags } = routePattern(path);
      return { at: path, source, flags };
    });
    expect(weaknesses(found)).toEqual([]);
    const makers = CODE.filter((path) => /new RegExp\(|RegExp\(/.test(readFileSync(path, 'utf8')));
    expect(makers).toEqual(['src/http/routes/route-table.ts']);
  });

  it('except the slow one that proves this check', () => {
    expect(weaknesses([{ at: 'here', source: '^(a+)+$', flags: '' }])).toEqual(['here: /^(a+)+$/ is vulnerable']);
  });
});
