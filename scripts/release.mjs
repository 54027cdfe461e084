// Prepares a release:
//   node scripts/release.mjs version X.Y.Z [DATE]   one version in package, chart, document and changelogs
//   node scripts/release.mjs files [FOLDER]         image and chart as files, each with its bill of materials
//
// HELM names the program that packages the chart, and BUILDER the one that builds the image and takes docker's
// arguments. Default: helm, and the first of docker and podman that exists.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CHART = 'helm/rekognition-facade';
const [command, ...args] = process.argv.slice(2);
if (command === 'version' && /^\d+\.\d+\.\d+$/.test(args[0] ?? '')) setVersion(...args);
else if (command === 'files') writeFiles(...args);
else fail('Usage: node scripts/release.mjs version X.Y.Z [DATE] | files [FOLDER]');

function setVersion(version, date = new Date().toISOString().slice(0, 10)) {
  const current = JSON.parse(readFileSync('package.json', 'utf8')).version;
  if (!isHigher(version, current)) fail(`${version} is not higher than ${current}`);
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  const [, unreleased = ''] = /^## \[Unreleased\]\n([^]*?)(?=^## |$(?![^]))/m.exec(changelog) ?? [];
  if (unreleased.trim() === '') fail('CHANGELOG.md has no entry under "Unreleased"');

  edit('package.json', `"version": "${current}"`, `"version": "${version}"`);
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  lock.version = version;
  lock.packages[''].version = version;
  writeFileSync('package-lock.json', `${JSON.stringify(lock, undefined, 2)}\n`);
  edit(
    `${CHART}/Chart.yaml`,
    `\nversion: ${current}\nappVersion: ${current}\n`,
    `\nversion: ${version}\nappVersion: ${version}\n`,
  );
  edit('src/config/version.ts', `'${current}'`, `'${version}'`);
  edit('openapi/openapi.json', `"version": "${current}"`, `"version": "${version}"`);
  edit('docs/kubernetes.md', `rekognition-facade:${current}`, `rekognition-facade:${version}`);
  edit('CHANGELOG.md', '## [Unreleased]\n', `## [Unreleased]\n\n## [${version}] - ${date}\n`);
  const chartChanges = readFileSync(`${CHART}/CHANGELOG.md`, 'utf8');
  if (chartChanges.includes('\n## Unreleased\n')) edit(`${CHART}/CHANGELOG.md`, '## Unreleased\n', `## ${version}\n`);
  console.log(
    `Version ${version}. Run .ci/run, commit, tag the commit v${version}, then: node scripts/release.mjs files`,
  );
}

function isHigher(version, current) {
  const [one, other] = [version, current].map((text) => text.split('.').map(Number));
  const at = one.findIndex((part, index) => part !== other[index]);
  return at >= 0 && one[at] > other[at];
}

/** Replaces the first occurrence; without one the release would be incomplete. */
function edit(path, from, to) {
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) fail(`${path} does not contain ${JSON.stringify(from)}`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
}

function writeFiles(folder = '.reports/release') {
  const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
  mkdirSync(folder, { recursive: true });
  const bill = join(folder, `${name}-${version}.image.cdx.json`);
  run(process.execPath, fileURLToPath(new URL('sbom.mjs', import.meta.url)), bill);

  const helm = process.env.HELM ?? 'helm';
  run(helm, 'package', CHART, '--destination', folder);
  const chart = `${name}-${version}.tgz`;
  writeFileSync(join(folder, `${name}-${version}.chart.cdx.json`), chartBill(name, version, join(folder, chart)));

  const tools = process.env.BUILDER === undefined ? ['docker', 'podman'] : [process.env.BUILDER];
  const builder = tools.find((tool) => spawnSync(tool, ['--version']).status === 0);
  if (builder === undefined) fail('The image needs docker or podman.');
  const image = `${name}:${version}`;
  run(builder, 'build', '--tag', image, '.');
  run(builder, 'save', '--output', join(folder, `${name}-${version}.image.tar`), image);

  const sums = readdirSync(folder)
    .filter((file) => file !== 'SHA256SUMS')
    .sort()
    .map((file) => `${sha256(join(folder, file))}  ${file}`);
  writeFileSync(join(folder, 'SHA256SUMS'), `${sums.join('\n')}\n`);
  console.log(sums.join('\n'));
}

/** A chart consists of its own files and names one image. */
function chartBill(name, version, path) {
  const image = { type: 'container', 'bom-ref': 'image', name, version };
  const component = {
    type: 'application',
    'bom-ref': 'chart',
    name: `${name}-chart`,
    version,
    licenses: [{ license: { id: 'Apache-2.0' } }],
    hashes: [{ alg: 'SHA-256', content: sha256(path) }],
  };
  const dependencies = [{ ref: 'chart', dependsOn: ['image'] }];
  const bill = { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, metadata: { component } };
  return `${JSON.stringify({ ...bill, components: [image], dependencies }, undefined, 2)}\n`;
}

function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function run(program, ...options) {
  execFileSync(program, options, { stdio: ['ignore', 'inherit', 'inherit'] });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
