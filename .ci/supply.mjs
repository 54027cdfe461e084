// Looks at the bill of materials. Arguments: the bill, the licences that may be used.
import { readFileSync } from 'node:fs';

const [, , bill, ...allowed] = process.argv;
const MAX_DIRECT = 30;
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const { components } = read(bill);
const { dependencies, optionalDependencies } = read('package.json');

let passed = 0;
let failed = 0;

check('it holds what production needs and nothing of development', () => {
  const names = new Set(components.map(({ name }) => name));
  const missing = Object.keys(dependencies).filter((name) => !names.has(name));
  const foreign = ['jest', 'eslint', 'typescript', '@swc/core', 'prettier'].filter((name) => names.has(name));
  return [...missing, ...foreign];
});
check('every package in it has a hash', () =>
  components.filter(({ hashes = [] }) => hashes.length === 0).map(({ name }) => name),
);
check(`every licence in it is one of: ${allowed.join(', ')}`, () => {
  const isAllowed = ({ license = {}, expression }) => allowed.includes(license.id ?? expression);
  return components
    .filter(({ licenses = [] }) => licenses.length === 0 || !licenses.every(isAllowed))
    .map(({ name, licenses }) => `${name} ${JSON.stringify(licenses)}`);
});
check(`there are at most ${MAX_DIRECT} direct dependencies`, () => {
  const direct = Object.keys({ ...dependencies, ...optionalDependencies });
  return direct.length <= MAX_DIRECT ? [] : direct;
});
console.log(`${passed} passed, ${failed} failed`);

function check(title, findWrong) {
  const wrong = findWrong();
  if (wrong.length === 0) passed += 1;
  else failed += 1;
  console.log(`${wrong.length === 0 ? 'ok     ' : 'FAILED '} ${title}`);
  for (const what of wrong) console.log(`        ${what}`);
}
