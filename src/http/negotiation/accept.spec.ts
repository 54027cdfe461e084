import { describe, expect, it } from '@jest/globals';

import { acceptsJson } from './accept.js';

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
