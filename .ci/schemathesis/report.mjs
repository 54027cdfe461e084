// Says what a run of Schemathesis came to: node report.mjs FOLDER MIN_CASES
import { globSync, readFileSync } from 'node:fs';

const [folder, least] = process.argv.slice(2);
const [file] = globSync(`${folder}/*.json`);
const { operations, phases, test_cases: cases, failures, errors, complete } = JSON.parse(readFileSync(file, 'utf8'));

const checks = {
  'it came to its end without errors of its own': complete && errors.length === 0 && cases.errored === 0,
  [`it tested each of the ${operations.total} operations`]: operations.tested === operations.total,
  [`it sent ${cases.generated} cases, of ${least} at least`]: cases.generated >= Number(least),
  'none of its checks failed': failures.length === 0,
  ...Object.fromEntries(
    Object.entries(phases).map(([name, { status }]) => [`its phase ${name} succeeded`, status === 'success']),
  ),
};

const held = Object.values(checks).filter(Boolean).length;
for (const [title, holds] of Object.entries(checks)) console.log(`${holds ? 'ok     ' : 'FAILED '} ${title}`);
console.log(`${held} passed, ${Object.keys(checks).length - held} failed`);
