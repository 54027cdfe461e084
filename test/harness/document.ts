import { readFileSync } from 'node:fs';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** As much of a JSON Schema as tests look into. */
export interface DocumentedSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly items?: DocumentedSchema;
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
  readonly content?: Readonly<Record<string, DocumentedContent>>;
}

/** One route of the document. */
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

/** The committed OpenAPI document. */
export const OPENAPI = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as OpenApi;

export const ROUTES: readonly DocumentedRoute[] = Object.entries(OPENAPI.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, route]) => ({ ...route, path, method })),
);

export function routeOf(operationId: string): DocumentedRoute {
  const route = ROUTES.find((known) => known.operationId === operationId);
  if (route === undefined) throw new Error(`the document has no operation ${operationId}`);
  return route;
}

/** The statuses of success, and the codes of the problems. */
export function statusesOf({ responses }: DocumentedRoute): string[] {
  return Object.keys(responses).filter((status) => status.startsWith('2'));
}

export function problemCodesOf({ responses }: DocumentedRoute): string[] {
  return Object.values(responses).flatMap(({ content = {} }) => Object.keys(content[PROBLEM_TYPE]?.examples ?? {}));
}

/** The examples of a content, by name. */
export function examplesOf({ example, examples = {} }: DocumentedContent): [string, unknown][] {
  const named = Object.entries(examples).map(([name, { value }]): [string, unknown] => [name, value]);
  return example === undefined ? named : [['example', example], ...named];
}

/** Callers ignore members they do not know; tests do not: whatever is answered has to be documented. */
function closed(document: OpenApi): object {
  // What others are made of has their members beside its own.
  const parts = [...JSON.stringify(document).matchAll(/"allOf":\[\{"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  const open = new Set(parts.map(([, name]) => name));
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [
    name,
    schema.properties === undefined || open.has(name) ? schema : { ...schema, unevaluatedProperties: false },
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

/** What of a content is not as its schema says; nothing when it is. A content that is not documented is at fault. */
export function contentFaults(steps: readonly string[], value: unknown): string[] {
  const validate = validator(steps);
  if (validate === undefined) return [`${steps.join(' ')} is not documented`];
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The way to a response's content in the document. */
export function responseSteps({ path, method }: DocumentedRoute, status: number | string, type: string): string[] {
  return ['paths', path, method, 'responses', String(status), 'content', type];
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Everything in which an answer is not one that the route documents. */
export function answerFaults(route: DocumentedRoute, { status, headers, text }: Answered): string[] {
  const response = route.responses[status];
  if (response === undefined) return [`${route.operationId} does not document ${status}: ${text}`];
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  if (response.content === undefined) return text === '' ? [] : [`${status} has a body: ${text}`];
  return contentFaults(responseSteps(route, status, type), JSON.parse(text)).map((fault) => `${fault}: ${text}`);
}
