import { type DocumentedRoute, examplesOf, ROUTES } from './document.js';

/** The example request of an operation. */
export interface DocumentedRequest {
  readonly operationId: string;
  readonly method: string;
  /** `/collections/{collectionId}` */
  readonly template: string;
  readonly path: Readonly<Record<string, string>>;
  /** All query parameters of the route, including those without an example. */
  readonly queryNames: readonly string[];
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly body?: Readonly<Record<string, unknown>>;
}

/** One per documented operation. */
export const REQUESTS: readonly DocumentedRequest[] = ROUTES.map(requestOf);

export function targetOf({ template, path, query }: Pick<DocumentedRequest, 'template' | 'path' | 'query'>): string {
  const filled = template.replace(/\{(\w+)\}/g, (_braces, name: string) => encodeURIComponent(path[name] ?? ''));
  const search = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

function requestOf({ operationId, path, method, parameters, requestBody }: DocumentedRoute): DocumentedRequest {
  const queries = parameters.filter((parameter) => parameter.in === 'query');
  const [example] = examplesOf(requestBody?.content['application/json'] ?? { schema: {} });
  return {
    operationId,
    method: method.toUpperCase(),
    template: path,
    path: Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === 'path')
        .map(({ name, schema }) => [name, (schema.example ?? '') as string]),
    ),
    queryNames: queries.map(({ name }) => name),
    query: queries.flatMap(({ name, schema }) => textsOf(schema.example).map((value) => [name, value] as const)),
    ...(example !== undefined && { body: example[1] as Record<string, unknown> }),
  };
}

/** Query parameters are strings; a list repeats the parameter. */
function textsOf(example: unknown): string[] {
  return example === undefined ? [] : ([example].flat() as string[]);
}
