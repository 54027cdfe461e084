/** As much of the OpenAPI document as makes requests. */
export interface RequestDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly DescribedParameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, DescribedBody>> };
}

interface DescribedParameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly type?: string; readonly example?: string | readonly string[] };
}

interface DescribedBody {
  readonly examples?: Readonly<Record<string, { readonly value: Record<string, unknown> }>>;
}

/** A request as the document shows it by example. */
export interface DocumentedRequest {
  readonly operationId: string;
  readonly method: string;
  /** `/collections/{collectionId}` */
  readonly template: string;
  readonly path: Readonly<Record<string, string>>;
  /** The names of the query parameters that the route knows, whether or not the example has them. */
  readonly queryNames: readonly string[];
  readonly query: readonly (readonly [name: string, value: string])[];
  /** The JSON body of the example. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** One for each documented operation. */
export function documentedRequests({ paths }: RequestDocument): DocumentedRequest[] {
  return Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, described]) => requestOf(template, method, described)),
  );
}

/** The request's path and query. */
export function targetOf({ template, path, query }: Pick<DocumentedRequest, 'template' | 'path' | 'query'>): string {
  const filled = template.replace(/\{(\w+)\}/g, (_braces, name: string) => encodeURIComponent(path[name] ?? ''));
  const search = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

function requestOf(template: string, method: string, described: Described): DocumentedRequest {
  const { operationId, parameters = [], requestBody } = described;
  const queries = parameters.filter((parameter) => parameter.in === 'query');
  const [example] = Object.values(requestBody?.content['application/json']?.examples ?? {});
  return {
    operationId,
    method: method.toUpperCase(),
    template,
    path: Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === 'path')
        .map(({ name, schema }) => [name, String(schema.example ?? '')]),
    ),
    queryNames: queries.map(({ name }) => name),
    query: queries.flatMap(({ name, schema }) =>
      schema.example === undefined ? [] : [schema.example].flat().map((value): [string, string] => [name, value]),
    ),
    ...(example !== undefined && { body: example.value }),
  };
}
