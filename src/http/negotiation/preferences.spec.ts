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
  ])('reads the patience of %j as %i seconds', (header, seconds) => {
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
  ])('ignores what it cannot understand: %j', (header) => {
    expect(readPreferences(header, true)).toEqual(NOTHING);
  });

  it.each(['handling=strict', 'Handling=STRICT', 'handling="strict"', 'return=minimal, handling=strict;a'])(
    'reads %j as strict',
    (header) => {
      expect(readPreferences(header, true)).toEqual({ ...NOTHING, strict: true, applied: ['handling=strict'] });
    },
  );

  it('does not claim to be strict about an answer that is no outcome', () => {
    expect(readPreferences('handling=strict', false)).toEqual(NOTHING);
  });

  it('names all preferences that it honours', () => {
    expect(readPreferences('wait=60, handling=strict', true)).toEqual({
      timeoutMs: 30_000,
      strict: true,
      applied: ['handling=strict', 'wait=30'],
    });
  });

  it('reads headers that were sent several times, and takes the first of two that differ', () => {
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
  ])('says that %j admits JSON', (header) => {
    expect(acceptsJson(header)).toBe(true);
  });

  it.each([
    'text/html',
    'text/*',
    'application/xml, text/plain',
    'application/problem+json',
    'application/json;q=0',
    'application/json; Q=0.000',
    '*/*;q=0',
    'json',
  ])('says that %j rules JSON out', (header) => {
    expect(acceptsJson(header)).toBe(false);
  });

  it.each([
    ['application/json;q=0, */*', false],
    ['*/*, application/*;q=0', false],
    ['*/*;q=0, application/json', true],
    ['application/*;q=0, application/json;q=0.5', true],
  ])('lets the most exact range of %j decide', (header, admitted) => {
    expect(acceptsJson(header)).toBe(admitted);
  });
});
