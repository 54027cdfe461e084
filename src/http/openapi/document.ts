import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

import { VERSION } from '../../config/version.js';
import { Problem } from '../problems/problem.dto.js';
import { describeBody, type Operation, operationsOf, type Parameter, pascalCase } from './document-parts.js';
import { HEADERS } from './problem-responses.js';
import { ProblemResponses } from './problem-responses.js';

const DESCRIPTION = `
Manages people's faces in Amazon Rekognition collections without holding AWS credentials.

Names are AWS's, in camelCase. Every error is a problem document (RFC 9457): programs use its \`code\`, and its \`type\` is
the URL of a page of this service. Ignore members you do not know; new ones may be added at any time.

If a JSON object repeats a name, the last member counts. Operations that document no body ignore one: any body of a GET,
and up to 16 KiB on a DELETE. A request with more than one \`Host\` header is answered 400, and one with an \`Expect\`
header other than \`100-continue\` 417. Bytes that are not HTTP end the connection after earlier requests are answered.
`.trim();

/** The groups of operations, in the order in which they are shown. */
const TAGS = {
  'user faces': 'The faces of a user: associate, disassociate and list them.',
  erasures: 'Erase a person, and prove it with a signed receipt.',
  users: 'Users of a collection: people, each with up to 100 faces.',
  faces: 'Faces of a collection: index images, list and delete faces.',
  search: 'Who is it? Search users and faces by image, by face or by user.',
  images: 'Detect and compare faces without storing anything.',
  collections: 'Collections and their tags.',
  me: 'The credential that you are using.',
};


/** Generates the OpenAPI document for `npm run openapi`. Keys are sorted, so that the output is stable. */
export function createDocument(app: INestApplication): OpenAPIObject {
  const settings = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('rekognition-facade')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .addServer('/')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key of your tenant.' }, 'apiKey')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'The same key, or a JWT from a configured issuer.' },
      'bearer',
    );
  for (const [name, description] of Object.entries(TAGS)) settings.addTag(name, description);
  const document = SwaggerModule.createDocument(app, settings.build(), {
    ignoreGlobalPrefix: true,
    extraModels: [Problem],
  });
  document.info.license = { name: 'Apache-2.0', identifier: 'Apache-2.0' } as OpenAPIObject['info']['license'] & object;
  document.info.contact = { name: 'The operator of this service' };
  complete(document);
  return sorted(document) as OpenAPIObject;
}

/** Adds what Nest cannot document, and moves what operations have in common to the components. */
function complete(document: OpenAPIObject): void {
  const { schemas = {}, ...components } = document.components ?? {};
  const problems = new ProblemResponses(schemas);
  const parameters = new SharedParameters();
  for (const operation of operationsOf(document)) {
    moveExamples(operation);
    putAddedLast(operation);
    describeBody(operation, schemas);
    problems.collect(operation);
    parameters.collect(operation);
  }
  problems.refer();
  const { responses, examples } = problems;
  const shared = { responses, examples, headers: HEADERS, parameters: parameters.refer() };
  document.components = {
    ...components,
    ...shared,
    schemas: { ...schemas, ...problems.schemas },
  } as OpenAPIObject['components'] & object;
}

/** Parameters that were added to operations which callers already used. */
const ADDED = ['waitFor', 'dryRun'];

/** Some generators pass parameters by position, so an added one comes after those that calls already pass. */
function putAddedLast({ parameters = [] }: Operation): void {
  const isAdded = ({ name }: Parameter): number => Number(ADDED.includes(name));
  (parameters as Parameter[]).sort((one, other) => isAdded(one) - isAdded(other));
}

/** Moves parameters' examples into their schemas: beside the schema, OpenAPI requires named examples. */
function moveExamples({ parameters = [] }: Operation): void {
  for (const parameter of parameters as Parameter[]) {
    const { examples } = parameter;
    if (!Array.isArray(examples)) continue;
    Object.assign(parameter.schema, { examples });
    Reflect.deleteProperty(parameter, 'examples');
  }
}

/** Moves the parameters that several operations have to the components. */
class SharedParameters {
  private readonly uses = new Map<string, { parameter: Parameter; places: { list: unknown[]; index: number }[] }>();

  collect({ parameters = [] }: Operation): void {
    for (const [index, parameter] of (parameters as Parameter[]).entries()) {
      const key = JSON.stringify(sorted(parameter));
      const use = this.uses.get(key) ?? { parameter, places: [] };
      use.places.push({ list: parameters, index });
      this.uses.set(key, use);
    }
  }

  /** The commonest parameter of a name has that name; others have their example or `in` appended. */
  refer(): Record<string, Parameter> {
    const shared: Record<string, Parameter> = {};
    const uses = [...this.uses.values()].filter(({ places }) => places.length > 1);
    for (const { parameter, places } of uses.sort((a, b) => b.places.length - a.places.length)) {
      const plain = pascalCase(parameter.name);
      const name = plain in shared ? plain + pascalCase(exampleOf(parameter) || `in ${parameter.in}`) : plain;
      shared[name] = parameter;
      for (const { list, index } of places) list[index] = { $ref: `#/components/parameters/${name}` };
    }
    return shared;
  }
}

function exampleOf({ schema: { example = '' } }: Parameter): string {
  return String(example);
}

/** Also replaces the `allOf` with which Nest adds a description to a reference: OpenAPI 3.1 allows both together. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const { allOf, ...others } = value as { allOf?: readonly object[] };
  const only = allOf?.length === 1 ? { ...others, ...allOf[0] } : value;
  const entries = Object.entries(only).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
