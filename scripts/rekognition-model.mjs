// Cuts what the tests need out of botocore's model of Rekognition: the operations of this project and their shapes,
// without documentation.
//
// usage: node scripts/rekognition-model.mjs SERVICE-2.JSON[.GZ] VERSION > test/contract/rekognition-model.json
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/**
 * Calls per second of one account in one region. Two numbers are those of us-east-1, us-west-2 and eu-west-1, and of all
 * other regions: the AWS General Reference, "Amazon Rekognition endpoints and quotas". The model does not have them.
 */
const DEFAULT_TPS = {
  CreateCollection: '5',
  DescribeCollection: '5',
  ListCollections: '5',
  DeleteCollection: '5',
  CreateUser: '5',
  DeleteUser: '5',
  ListUsers: '5',
  AssociateFaces: '5',
  DisassociateFaces: '5',
  ListFaces: '50/5',
  DeleteFaces: '5',
  IndexFaces: '50/5',
  SearchFaces: '50/5',
  SearchFacesByImage: '50/5',
  SearchUsers: '50/5',
  SearchUsersByImage: '50/5',
  CompareFaces: '100/25',
  DetectFaces: '100/25',
  TagResource: '10',
  UntagResource: '10',
  ListTagsForResource: '10',
};

const [, , file, version] = process.argv;
if (file === undefined || version === undefined) {
  console.error('usage: node scripts/rekognition-model.mjs SERVICE-2.JSON[.GZ] VERSION');
  process.exit(1);
}

const bytes = readFileSync(file);
const model = JSON.parse(file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
const shapes = {};
const ops = Object.fromEntries(Object.entries(DEFAULT_TPS).map(([name, tps]) => [name, operation(name, tps)]));
console.log(JSON.stringify({ source: `botocore ${version}`, metadata: model.metadata, ops, shapes }, null, 1));

function operation(name, defaultTps) {
  const { input, output, errors = [] } = model.operations[name];
  for (const { shape } of [input, output, ...errors]) addShape(shape);
  return { input: input.shape, output: output.shape, errors: errors.map(({ shape }) => shape), defaultTps };
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
