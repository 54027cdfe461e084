// Runs every check that needs nothing but the installed packages and sums them up in one closing line.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const REPORT = '.reports/jest.json';
const STEPS = {
  build: ['node', 'scripts/setup.mjs'],
  types: ['npm', 'run', '--silent', 'types'],
  lint: ['npm', 'run', '--silent', 'lint'],
};

let passed = 0;
let failed = 0;

for (const [name, command] of Object.entries(STEPS)) {
  console.error(`\n> ${name}`);
  count(run(command) === 0);
}

console.error('\n> unit, end-to-end, contract and architecture tests');
rmSync(REPORT, { force: true });
mkdirSync('.reports', { recursive: true });
const status = run([
  'npm',
  'run',
  '--silent',
  'jest',
  '--',
  '--json',
  `--outputFile=${REPORT}`,
  ...process.argv.slice(2),
]);
addJestReport();

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function run([command, ...args]) {
  return spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status ?? 1;
}

function count(ok) {
  if (ok) passed += 1;
  else failed += 1;
}

// A suite that does not load has no failing test of its own, and a crash writes no report: both count.
function addJestReport() {
  try {
    const report = JSON.parse(readFileSync(REPORT, 'utf8'));
    passed += report.numPassedTests;
    failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
    if (status !== 0 && failed === 0) failed += 1;
  } catch {
    failed += 1;
  }
}
