import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { operationLists } from '../../scripts/operation-lists.mjs';
import { OPERATIONS } from '../../src/operations.js';

const read = (path: string): string => readFileSync(path, 'utf8');
const PAGES = ['docs/engine.md', 'docs/kubernetes.md', 'docs/tenants.md'];

describe('The lists of operations in the documentation', () => {
  it.each([...operationLists(OPERATIONS, read)])('are up to date in %s: npm run settings writes them', (path, text) => {
    expect(read(path)).toBe(text);
  });

  it('come from the definitions only: one more operation reaches every page', () => {
    const pages = operationLists([...OPERATIONS, { name: 'ExampleOperation', resource: 'none' }], read);
    expect([...pages.keys()]).toEqual(PAGES);
    for (const text of pages.values()) expect(text.split('ExampleOperation')).toHaveLength(2);
  });
});
