import { describe, expect, it } from '@jest/globals';

import { acceptsJson, readPreferences } from './preferences.js';

const NOTHING = { timeoutMs: 10_000, strict: false, applied: [] };

describe('readPreferences', () => {
  it.each([
    ['wait=1', 1],
    ['wait=30', 30],
    ['wait=31', 30],
    ['wait=999999999', 30],
    ['WAIT=5', 5],
    ['wait = 5', 5],
    ['wait="5"', 5],
    ['wait=5;foo=bar', 5],
    ['respond-async, wait=7', 7],
  ])('reads the timeout in %j as %i seconds', (header, seconds) => {
    expect(readPreferences(header, true)).toEqual({
      timeoutMs: seconds * 1_000,
      strict: false,
      applied: [`wait=${seconds}`],
    });
  });

  it.each([
    undefined,
    '',
    ',',
    '=',
    ';',
    'wait',
    'wait=',
    'wait=0',
    'wait=-1',
    'wait=1.5',
    'wait=1e3',
    'wait=ten',
    'wait=0x10',
    'handling=lenient',
    'return=minimal',
    'strict',
  ])('ignores invalid and unknown preferences: %j', (header) => {
    expect(readPreferences(header, true)).toEqual(NOTHING);
  });

  it.each(['handling=strict', 'Handling=STRICT', 'handling="strict"', 'return=minimal, handling=strict;a'])(
    'reads %j as strict',
    (header) => {
      expect(readPreferences(header, true)).toEqual({ ...NOTHING, strict: true, applied: ['handling=strict'] });
    },
  );

  it('does not report strict handling for an answer without an outcome', () => {
    expect(readPreferences('handling=strict', false)).toEqual(NOTHING);
  });

  it('lists all applied preferences', () => {
    expect(readPreferences('wait=60, handling=strict', true)).toEqual({
      timeoutMs: 30_000,
      strict: true,
      applied: ['handling=strict', 'wait=30'],
    });
  });

  it('combines repeated headers, and uses the first of two different values', () => {
    expect(readPreferences(['wait=3', 'handling=strict', 'wait=9'], true).timeoutMs).toBe(3_000);
    expect(readPreferences('handling=lenient, handling=strict', true).strict).toBe(false);
  });
});

describe('acceptsJson', () => {
  it.each([
    undefined,
    '',
    ' ',
    '*/*',
    'application/*',
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'text/html, application/json;q=0.1',
    'text/html;q=1, */*;q=0.001',
    'application/json;q=1.000',
    'application/problem+json',
    'application/*+json',
    'application/vnd.acme+json;q=0.2',
    'text/json',
  ])('accepts JSON for %j', (header) => {
    expect(acceptsJson(header)).toBe(true);
  });

  it.each([
    'text/html',
    'text/*',
    'application/xml, text/plain',
    'application/json;q=0',
    'application/problem+json;q=0',
    'application/problem+xml',
    'application/json; Q=0.000',
    '*/*;q=0',
    'json',
  ])('does not accept JSON for %j', (header) => {
    expect(acceptsJson(header)).toBe(false);
  });

  it.each([
    ['application/json;q=0, */*', false],
    ['*/*, application/*;q=0', false],
    ['*/*;q=0, application/json', true],
    ['application/*;q=0, application/json;q=0.5', true],
  ])('uses the most specific range of %j', (header, admitted) => {
    expect(acceptsJson(header)).toBe(admitted);
  });
});
