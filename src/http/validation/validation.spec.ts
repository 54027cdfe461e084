import { describe, expect, it } from '@jest/globals';

import { nestingFaults } from './validation.js';

function nested(levels: number): unknown {
  return levels === 0 ? 'x' : { in: nested(levels - 1) };
}

describe('nestingFaults', () => {
  it.each([['a text'], [null], [7], [['a', { b: [] }]], [{ tags: { a: 'b' } }]])('accepts %j', (value) => {
    expect(nestingFaults(value, '/at')).toEqual([]);
  });

  it('reports each inherited name, at any depth', () => {
    const value = { tags: { constructor: 'x', a: [{ toString: 1 }] }, valueOf: {} };
    expect(nestingFaults(value, '/at').map(({ pointer }) => pointer)).toEqual([
      '/at/tags/constructor',
      '/at/tags/a/0/toString',
      '/at/valueOf',
    ]);
  });

  it('accepts 16 levels and rejects more without walking the rest', () => {
    expect(nestingFaults(nested(16), '')).toEqual([]);
    expect(nestingFaults(nested(17), '')).toEqual([
      { pointer: '/in'.repeat(16), detail: 'is nested deeper than 16 levels' },
    ]);
    expect(nestingFaults(JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), '')).toHaveLength(1);
  });

  it('escapes and bounds names in pointers', () => {
    expect(nestingFaults({ 'a/b~c': { valueOf: 1 } }, '')[0]?.pointer).toBe('/a~1b~0c/valueOf');
    expect(nestingFaults({ ['x'.repeat(999)]: { valueOf: 1 } }, '')[0]?.pointer).toHaveLength(109);
  });
});
