import {
  type DocumentedContent,
  type DocumentedParameter,
  type DocumentedRoute,
  examplesOf,
  OPENAPI,
  type DocumentedSchema,
} from './document.js';

/** A request made of a route's examples, nothing added. */
export interface ExampleRequest {
  readonly route: DocumentedRoute;
  /** Which of the route's examples it is. */
  readonly title: string;
  /** It is the one that tools offer first, which the documented answer belongs to. */
  readonly first: boolean;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData | Uint8Array<ArrayBuffer>;
}

/** What tools send unasked stands in `example` or `default`; what they leave out unless asked, in a schema's `examples`. */
function sentUnasked({ example, schema }: DocumentedParameter): unknown {
  return example ?? schema.example ?? schema.default;
}

function sentIfAsked({ schema }: DocumentedParameter): unknown {
  return schema.examples?.[0] ?? schema.items?.examples?.[0];
}

export function exampleOfParameter(parameter: DocumentedParameter): unknown {
  return sentUnasked(parameter) ?? sentIfAsked(parameter);
}

/**
 * Every example of a route, each body once. Optional headers and, where there is no body, optional query parameters go
 * with the first of them; with a body that has no room for members they do too. Where a query may stand in place of
 * the body, that is a request of its own.
 */
export function exampleRequests(route: DocumentedRoute): ExampleRequest[] {
  const { requestBody } = route;
  const plain = { route, url: urlOf(route, sentUnasked), headers: headersOf(route, sentUnasked), first: false };
  const asked = { route, url: urlOf(route, exampleOfParameter), headers: headersOf(route, exampleOfParameter) };
  if (requestBody === undefined) return [{ ...asked, title: 'as it stands', first: true }];
  const bodies = Object.entries(requestBody.content).flatMap(([type, content]) =>
    examplesOf(content).map(([name, value]) => ({
      ...plain,
      ...(type.startsWith('image/') && { url: asked.url }),
      title: `${type} ${name}`,
      ...encoded(type, content, value),
    })),
  );
  const replaceable = requestBody.required !== true && asked.url !== plain.url;
  const byQuery = replaceable ? [{ ...plain, url: asked.url, title: 'in the query' }] : [];
  return [...bodies, ...byQuery].map((request, index) =>
    index === 0 ? { ...request, first: true, headers: { ...asked.headers, ...request.headers } } : request,
  );
}

function urlOf({ path, parameters }: DocumentedRoute, example: (parameter: DocumentedParameter) => unknown): string {
  const filled = path.replace(/\{(\w+)\}/g, (_braces, name: string) => {
    const parameter = parameters.find((known) => known.in === 'path' && known.name === name);
    return encodeURIComponent(String(parameter && example(parameter)));
  });
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && example(parameter) !== undefined)
    .flatMap((parameter) =>
      [example(parameter)].flat().map((value): [string, string] => [parameter.name, String(value)]),
    );
  return query.length === 0 ? filled : `${filled}?${new URLSearchParams(query).toString()}`;
}

function headersOf(
  { parameters }: DocumentedRoute,
  example: (parameter: DocumentedParameter) => unknown,
): Record<string, string> {
  const named = parameters.filter((parameter) => parameter.in === 'header' && example(parameter) !== undefined);
  return Object.fromEntries(named.map((parameter) => [parameter.name, String(example(parameter))]));
}

function encoded(
  type: string,
  { schema }: DocumentedContent,
  value: unknown,
): Pick<ExampleRequest, 'body' | 'headers'> {
  if (type === 'application/json') return { headers: { 'content-type': type }, body: JSON.stringify(value) };
  // Undici writes the type of a form, with the boundary that it chose.
  if (type === 'multipart/form-data') return { headers: {}, body: formOf(membersOf(schema), value as object) };
  return { headers: { 'content-type': type }, body: bytesOf(value) };
}

function formOf(properties: Readonly<Record<string, DocumentedSchema>>, value: object): FormData {
  const form = new FormData();
  for (const [name, part] of Object.entries(value)) {
    const { format, contentMediaType } = properties[name] ?? {};
    if (format === 'binary' || contentMediaType !== undefined) form.set(name, new Blob([bytesOf(part)]), name);
    else form.set(name, typeof part === 'string' ? part : JSON.stringify(part));
  }
  return form;
}

/** Bytes stand in a JSON document as base64. */
function bytesOf(value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(String(value), 'base64'));
}

function membersOf({ $ref, properties = {}, allOf = [] }: DocumentedSchema): Record<string, DocumentedSchema> {
  const referred = OPENAPI.components.schemas[$ref?.split('/').pop() ?? ''] ?? {};
  const parts = [referred, ...allOf].filter((part) => Object.keys(part).length > 0);
  return Object.assign({}, properties, ...parts.map(membersOf)) as Record<string, DocumentedSchema>;
}
