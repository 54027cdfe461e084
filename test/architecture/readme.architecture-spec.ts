import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { sourceFiles } from './source.js';

const readme = readFileSync('README.md', 'utf8');

/** Pages that name metrics. */
const PAGES = ['README.md', 'docs/quotas.md', 'docs/audit.md'];

interface Document {
  paths: Record<string, Record<string, { operationId: string }>>;
}

describe('the README', () => {
  it('lists every setting, and none that does not exist', () => {
    const config = sourceFiles().filter(({ path }) => path.startsWith('config/'));
    const read = config.flatMap(({ text }) =>
      [...text.matchAll(/environment\.(?:text|wholeNumber|choice)\('([A-Z_]+)'/g)].map(([, name]) => name),
    );
    const listed = [...readme.matchAll(/^\| `([A-Z_]+)` *\|/gm)].map(([, name]) => name);
    expect([...new Set(read)].sort()).toEqual(listed.sort());
  });

  it('lists every operation by its route', () => {
    const { paths } = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as Document;
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { operationId }] of Object.entries(methods)) {
        const row = new RegExp(
          `^\\|.*\`${method.toUpperCase()} ${path.replace(/[{}]/g, '\\$&')}\`.*\\| ${operationId} *\\|$`,
          'm',
        );
        expect([operationId, row.test(readme)]).toEqual([operationId, true]);
      }
    }
  });

  it('and the pages for operators name only metrics that exist', () => {
    const metrics = readFileSync('src/observability/metrics.ts', 'utf8');
    const named = PAGES.flatMap((page) => readFileSync(page, 'utf8').match(/facade_[a-z_]+/g) ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !metrics.includes(`'${name}'`))).toEqual([]);
  });

  it('names both commands, and they exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect(readme).toMatch(/npm run demo[^]*npm test/);
    for (const [, name = ''] of readme.matchAll(/npm run ([a-z]+)/g)) expect(scripts).toHaveProperty(name);
  });
});

describe('the page about dependencies', () => {
  const page = readFileSync('docs/dependencies.md', 'utf8');
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    'dependencies' | 'optionalDependencies',
    Record<string, string>
  >;

  it('gives a reason for each of them, and names none that is not there', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    for (const row of rows)
      expect(
        row
          .split('|')
          .slice(2, 4)
          .every((cell) => cell.trim().length > 5),
      ).toBe(true);
    const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    expect(named.sort()).toEqual(Object.keys(dependencies).sort());
    for (const name of Object.keys(optionalDependencies)) expect(page).toContain(`\`${name}\``);
  });

  it('finds each of them pinned', () => {
    for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
