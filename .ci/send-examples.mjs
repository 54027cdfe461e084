// Sends every example of the OpenAPI document to a demo that has just started, and holds the answers to the document:
// node .ci/send-examples.mjs http://127.0.0.1:3000
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const [url] = process.argv.slice(2);
const { paths } = JSON.parse(readFileSync('openapi/openapi.json', 'utf8'));
const credentials = [{ 'X-API-Key': 'demo-key' }, { Authorization: 'Bearer demo-key' }];
let passed = 0;
let failed = 0;

const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

for (const { path, method, operation } of operations) await sendExample(path, method, operation);
for (const { operation } of operations) await sendCurls(operation);
for (const { path, method, operation } of operations) await sendAgain(path, method, operation);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function sendExample(path, method, operation) {
  const [status, response] = Object.entries(operation.responses).find(([code]) => code.startsWith('2'));
  const answer = await send(path, method, operation, credentials[0]);
  check(`${operation.operationId} answers ${status}`, String(answer.status) === status, answer);
  const example = response.content?.['application/json']?.example;
  if (example !== undefined) {
    check(`${operation.operationId} answers its example`, isDeepStrictEqual(answer.body, example), answer.body);
  }
}

// The second time round, with the other kind of credential, what is off already is said to be so.
async function sendAgain(path, method, operation) {
  const answer = await send(path, method, operation, credentials[1]);
  const already = answer.body?.alreadyDisassociatedFaces;
  if (already !== undefined)
    check(`${operation.operationId} finds the face off already`, already.length === 1, answer.body);
  else check(`${operation.operationId} can be sent again`, isTrueAgain(operation, answer), answer);
}

// What was made is there already, and what was deleted is no more: both are documented answers.
function isTrueAgain({ responses }, { status, body }) {
  const made = '201' in responses && /-exists$/.test(body?.code);
  const deleted = '204' in responses && body?.code === 'resource-not-found';
  return status < 300 || ((made || deleted) && String(status) in responses);
}

async function sendCurls({ operationId, description }) {
  for (const [, command] of description.matchAll(/```sh\n([^]*?)\n```/g)) {
    const pasted = command.replaceAll('http://127.0.0.1:3000', url);
    const body = JSON.parse(execFileSync('bash', ['-c', `${pasted} --silent --show-error`], { encoding: 'utf8' }));
    check(`the curl in ${operationId} works as pasted`, body.outcome === 'complete', body);
  }
}

async function send(path, method, { parameters = [], requestBody }, headers) {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  const filled = inPath.reduce(
    (whole, { name, schema, example }) => whole.replace(`{${name}}`, example ?? schema.example),
    path,
  );
  const query = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const asked = query.flatMap(({ name, schema, example }) =>
    [example ?? schema.example].flat().map((value) => `${name}=${encodeURIComponent(value)}`),
  );
  const json = requestBody?.content['application/json'];
  const body = json && JSON.stringify(Object.values(json.examples)[0].value);
  const response = await fetch(`${url}${filled}${asked.length > 0 ? `?${asked.join('&')}` : ''}`, {
    method: method.toUpperCase(),
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

function check(title, ok, seen) {
  console.log(`${ok ? 'ok     ' : 'FAILED '} ${title}`);
  if (ok) passed += 1;
  else {
    failed += 1;
    console.log(`        ${JSON.stringify(seen)}`);
  }
}
