import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { SETTINGS } from '../../src/config/settings.js';
import { VERSION } from '../../src/config/version.js';
import { ROUTES } from '../harness/document.js';
import { sourceFiles } from './source.js';

const readme = readFileSync('README.md', 'utf8');

/** Pages for users, operators and contributors. */
const PAGES = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md').sort()];

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 _-]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('the documentation', () => {
  it('lists every setting in docs/configuration.md, and none that does not exist', () => {
    const page = readFileSync('docs/configuration.md', 'utf8');
    const config = sourceFiles().filter(({ path }) => path.startsWith('config/'));
    const read = config.flatMap(({ text }) => [...text.matchAll(/environment\.text\('([A-Z_]+)'/g)]);
    const names = [...Object.values(SETTINGS).map(({ name }) => name), ...read.map(([, name]) => name)];
    const listed = [...page.matchAll(/^\| `([A-Z_]+)` *\|/gm)].map(([, name]) => name);
    expect([...new Set(names)].sort()).toEqual(listed.sort());
  });

  it('lists the route of every operation in docs/api.md', () => {
    const page = readFileSync('docs/api.md', 'utf8');
    for (const { path, method, operationId } of ROUTES) {
      const route = `${method.toUpperCase()} ${path.replace(/[{}]/g, '\\$&')}`;
      const row = new RegExp(`^\\|.*\`${route}\`.*\\| ${operationId} *\\|$`, 'm');
      expect([operationId, row.test(page)]).toEqual([operationId, true]);
    }
  });

  it('names only metrics that exist', () => {
    const metrics = readFileSync('src/observability/metrics.ts', 'utf8');
    const named = PAGES.flatMap((page) => readFileSync(page, 'utf8').match(/facade_[a-z_]+/g) ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !metrics.includes(`'${name}'`))).toEqual([]);
  });

  it('names only npm scripts that exist, and the two first commands in the README', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect(readme).toMatch(/npm run demo[^]*npm test/);
    const named = PAGES.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/npm run (?:--silent )?([a-z0-9:]+)/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('lists every page of docs in the README', () => {
    const linked = [...readme.matchAll(/\]\((docs\/[^)#/]+\.md)\)/g)].map(([, path]) => path);
    expect([...new Set(linked)].sort()).toEqual(globSync('docs/*.md').sort());
  });

  it('has a README of limited length', () => {
    expect(Buffer.byteLength(readme)).toBeLessThan(11_000);
  });

  it('has no link to a file or heading that does not exist', () => {
    const pages = [
      ...PAGES,
      'CHANGELOG.md',
      'SECURITY.md',
      'helm/rekognition-facade/README.md',
      'helm/rekognition-facade/CHANGELOG.md',
      ...globSync('docs/tasks/*.md'),
    ];
    const links = pages.flatMap((page) =>
      [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].map(
        ([, path = '', anchor = '']) => ({ page, target: path === '' ? page : join(dirname(page), path), anchor }),
      ),
    );
    expect(links.length).toBeGreaterThan(30);
    const broken = links.filter(
      ({ target, anchor }) => !existsSync(target) || (anchor !== '' && !anchorsOf(target).includes(anchor)),
    );
    expect(broken).toEqual([]);
  });

  it('describes the version of the package in the changelog', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(`\n## [${version}] - `);
    expect(VERSION).toBe(version);
  });
});

describe('the page about dependencies', () => {
  const page = readFileSync('docs/dependencies.md', 'utf8');
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    'dependencies' | 'optionalDependencies',
    Record<string, string>
  >;

  it('gives a reason for each dependency, and lists no others', () => {
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

  it('lists only pinned dependencies', () => {
    for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
