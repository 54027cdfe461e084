import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const CHART = 'helm/rekognition-facade';
const FILES = [
  'package.json',
  'package-lock.json',
  'CHANGELOG.md',
  'openapi/openapi.json',
  'src/config/version.ts',
  'docs/kubernetes.md',
  `${CHART}/Chart.yaml`,
  `${CHART}/CHANGELOG.md`,
];

interface Versioned {
  readonly version: string;
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  for (const path of FILES) cpSync(path, join(folder, path), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (path: string, root = folder): string => readFileSync(join(root, path), 'utf8');
const release = (...args: string[]) =>
  spawnSync(process.execPath, [resolve('scripts/release.mjs'), ...args], { cwd: folder, encoding: 'utf8' });

/** Every place that names the version. */
function versions(root: string): unknown[] {
  const lock = JSON.parse(read('package-lock.json', root)) as Versioned & { packages: Record<string, Versioned> };
  const chart = parse(read(`${CHART}/Chart.yaml`, root)) as Versioned & { appVersion: string };
  return [
    (JSON.parse(read('package.json', root)) as Versioned).version,
    lock.version,
    lock.packages['']?.version,
    chart.version,
    chart.appVersion,
    (JSON.parse(read('openapi/openapi.json', root)) as { info: Versioned }).info.version,
    /VERSION = '([^']+)'/.exec(read('src/config/version.ts', root))?.[1],
    /^## \[(\d\S+)\]/m.exec(read('CHANGELOG.md', root))?.[1],
    /rekognition-facade:(\d\S+)/.exec(read('docs/kubernetes.md', root))?.[1],
  ];
}

describe('a release', () => {
  it('has one version in package, chart, document, changelog and guide', () => {
    expect(new Set(versions('.')).size).toBe(1);
  });

  it('sets the version everywhere, and dates the changes', () => {
    expect(release('version', '9.8.7', '2027-01-02').stderr).toBe('');
    expect(new Set(versions(folder))).toEqual(new Set(['9.8.7']));
    expect(read('CHANGELOG.md')).toMatch(/^## \[Unreleased\]\n\n## \[9\.8\.7\] - 2027-01-02\n\n### /m);
    expect(read(`${CHART}/CHANGELOG.md`)).toMatch(/^## 9\.8\.7\n/m);
  });

  it('is rejected without a higher version, or without changes', () => {
    const before = versions(folder);
    for (const version of ['0.0.1', String(before[0]), '1.0', 'next'])
      expect(release('version', version).status).toBe(1);
    expect(versions(folder)).toEqual(before);
    expect(release('version', '9.8.7').status).toBe(0);
    expect(release('version', '9.8.8').stderr).toContain('no entry under "Unreleased"');
  });
});
