import { readFileSync } from 'node:fs';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** The members of a JSON Schema that tests use. */
export interface DocumentedSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly items?: DocumentedSchema;
  readonly allOf?: readonly DocumentedSchema[];
  readonly properties?: Readonly<Record<string, DocumentedSchema>>;
}

export interface DocumentedContent {
  readonly schema: DocumentedSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface DocumentedParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly example?: unknown;
  readonly schema: DocumentedSchema;
}

export interface DocumentedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, DocumentedContent>>;
}

export interface DocumentedRoute {
  readonly path: string;
  readonly method: string;
  readonly operationId: string;
  readonly description: string;
  readonly parameters: readonly DocumentedParameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, DocumentedContent>> };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<DocumentedRoute, 'path' | 'method'>>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, DocumentedSchema>> };
}

const PROBLEM_TYPE = 'application/problem+json';

/** Replaces references to components other than schemas by what they refer to. */
export function dereferenced<Document extends object>(document: Document): Document {
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref = '' } = value as { $ref?: string };
    const [, kind = 'schemas', name = ''] = /^#\/components\/(\w+)\/(.+)$/.exec($ref) ?? [];
    const { components } = document as { components?: Record<string, Record<string, unknown>> };
    if (kind !== 'schemas') return replaced(components?.[kind]?.[name]);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner)]));
  };
  return replaced(document) as Document;
}

/** The committed OpenAPI document. */
const OPENAPI = dereferenced(JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as OpenApi);

export const ROUTES: readonly DocumentedRoute[] = Object.entries(OPENAPI.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, route]) => ({ ...route, path, method })),
);

export function routeOf(operationId: string): DocumentedRoute {
  const route = ROUTES.find((known) => known.operationId === operationId);
  if (route === undefined) throw new Error(`the document has no operation ${operationId}`);
  return route;
}

export function statusesOf({ responses }: DocumentedRoute): string[] {
  return Object.keys(responses).filter((status) => status.startsWith('2'));
}

export function problemCodesOf({ responses }: DocumentedRoute): string[] {
  return Object.values(responses).flatMap(({ content = {} }) => Object.keys(content[PROBLEM_TYPE]?.examples ?? {}));
}

export function examplesOf({ example, examples = {} }: DocumentedContent): [string, unknown][] {
  const named = Object.entries(examples).map(([name, { value }]): [string, unknown] => [name, value]);
  return example === undefined ? named : [['example', example], ...named];
}

/** Disallows undocumented members: clients ignore them, but tests must not. */
function closed(document: OpenApi): object {
  // Schemas that are part of an `allOf` stay open, because the other parts add members.
  const parts = [...JSON.stringify(document).matchAll(/"allOf":\[\{"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  const open = new Set(parts.map(([, name]) => name));
  const isOpen = (name: string, schema: DocumentedSchema): boolean =>
    open.has(name) || (schema.properties === undefined && schema.allOf === undefined);
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [
    name,
    isOpen(name, schema) ? schema : { ...schema, unevaluatedProperties: false },
  ]);
  return { ...document, components: { schemas: Object.fromEntries(schemas) as object } };
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(closed(OPENAPI), 'openapi');

const escaped = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

function validator(steps: readonly string[]): ValidateFunction | undefined {
  return ajv.getSchema(`openapi#/${steps.map(escaped).join('/')}/schema`);
}

/** Returns the schema violations of a content. Undocumented content is a violation too. */
export function contentFaults(steps: readonly string[], value: unknown): string[] {
  const validate = validator(steps);
  if (validate === undefined) return [`${steps.join(' ')} is not documented`];
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The path of a response's content in the document. */
export function responseSteps({ path, method }: DocumentedRoute, status: number | string, type: string): string[] {
  return ['paths', path, method, 'responses', String(status), 'content', type];
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Returns every difference between an answer and the route's documentation. */
export function answerFaults(route: DocumentedRoute, { status, headers, text }: Answered): string[] {
  const response = route.responses[status];
  if (response === undefined) return [`${route.operationId} does not document ${status}: ${text}`];
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  const ofHeaders = headerFaults(response, headers).map((fault) => `${status}: ${fault}`);
  if (response.content === undefined) return text === '' ? ofHeaders : [`${status} has a body: ${text}`];
  const ofBody = contentFaults(responseSteps(route, status, type), JSON.parse(text));
  return [...ofHeaders, ...ofBody.map((fault) => `${fault}: ${text}`)];
}

/** Headers that are documented wherever they are sent. */
const HEADERS = [
  'x-request-id',
  'retry-after',
  'www-authenticate',
  'preference-applied',
  'ratelimit',
  'ratelimit-policy',
  'idempotency-replayed',
  'location',
  'link',
];

function headerFaults({ headers: documented = {} }: DocumentedResponse, headers: Headers): string[] {
  const names = Object.keys(documented).map((name) => name.toLowerCase());
  const required = Object.entries(documented).filter(([, { required: always }]) => always === true);
  return [
    ...HEADERS.filter((name) => headers.has(name) && !names.includes(name)).map((name) => `${name} is not documented`),
    ...required.filter(([name]) => !headers.has(name)).map(([name]) => `${name} is missing`),
  ];
}
