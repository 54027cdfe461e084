// Cuts what the tests need out of botocore's model of Rekognition: the operations of the engine in dist/ and their
// shapes, without documentation.
//
// usage: node scripts/rekognition-model.mjs SERVICE-2.JSON[.GZ] VERSION > test/contract/rekognition-model.json
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { OPERATIONS } from '../dist/engine/targets.js';

const [, , file, version] = process.argv;
if (file === undefined || version === undefined) {
  console.error('usage: node scripts/rekognition-model.mjs SERVICE-2.JSON[.GZ] VERSION');
  process.exit(1);
}

const bytes = readFileSync(file);
const model = JSON.parse(file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
const shapes = {};
const ops = Object.fromEntries(OPERATIONS.map(({ name }) => [name, operation(name)]));
console.log(JSON.stringify({ source: `botocore ${version}`, metadata: model.metadata, ops, shapes }, null, 1));

function operation(name) {
  const { input, output, errors = [] } = model.operations[name];
  for (const { shape } of [input, output, ...errors]) addShape(shape);
  return { input: input.shape, output: output.shape, errors: errors.map(({ shape }) => shape) };
}

/** A shape, and all that it refers to. */
function addShape(name) {
  if (name in shapes) return;
  shapes[name] = withoutDocumentation(model.shapes[name]);
  addReferences(shapes[name]);
}

function addReferences(part) {
  if (typeof part !== 'object' || part === null) return;
  if (typeof part.shape === 'string') addShape(part.shape);
  Object.values(part).forEach(addReferences);
}

function withoutDocumentation(part) {
  if (Array.isArray(part)) return part.map(withoutDocumentation);
  if (typeof part !== 'object' || part === null) return part;
  const kept = Object.entries(part).filter(([key]) => key !== 'documentation' && key !== 'documentationUrl');
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutDocumentation(value)]));
}
