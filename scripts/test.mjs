// `test.mjs`: builds, then runs all suites but the long ones, with type check and linter beside them.
// `test.mjs long`: builds, then runs the long suites. Further arguments go to Jest. The closing line sums up.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const [first, ...others] = process.argv.slice(2);
const isLong = first === 'long';
const jestArguments = isLong ? others : process.argv.slice(2);
const report = `.reports/${isLong ? 'jest-long' : 'jest'}.json`;

let passed = 0;
let failed = 0;

console.error('> build');
if (!count(await run(['node', 'scripts/setup.mjs']))) end();
const checks = isLong
  ? []
  : ['types', 'lint'].map((name) => ({ name, done: captured(['npm', 'run', '--silent', name]) }));

console.error(`> ${isLong ? 'long suites' : 'unit, end-to-end, contract and architecture tests'}`);
rmSync(report, { force: true });
mkdirSync('.reports', { recursive: true });
// Jest takes all that follows an option with several values for more of them, so that options come last.
const projects = isLong ? ['--selectProjects', 'long'] : ['--ignoreProjects', 'long'];
const jest = [
  'npm',
  'run',
  '--silent',
  'jest',
  '--',
  ...jestArguments,
  '--json',
  `--outputFile=${report}`,
  ...projects,
];
addJestReport(await run(jest));
for (const { name, done } of checks) {
  const { ok, output } = await done;
  console.error(`> ${name}: ${ok ? 'ok' : `failed\n${output}`}`);
  count(ok);
}
end();

function end() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

function count(ok) {
  if (ok) passed += 1;
  else failed += 1;
  return ok;
}

/** Resolves to whether the command succeeded. */
function run([command, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 2, 2] });
    child.once('error', () => resolve(false)).once('close', (status) => resolve(status === 0));
  });
}

/** Like run, but keeps the output, which would mix with that of the tests. */
function captured([command, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => resolve({ ok: false, output: String(error) }));
    child.once('close', (status) => resolve({ ok: status === 0, output }));
  });
}

// A suite that does not load has no failing test of its own, and a crash writes no report: both count.
function addJestReport(ok) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    passed += numPassedTests;
    failed += numFailedTests + numRuntimeErrorTestSuites;
    if (!ok && numFailedTests + numRuntimeErrorTestSuites === 0) failed += 1;
  } catch {
    failed += 1;
  }
}
