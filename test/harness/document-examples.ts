import { type DocumentedContent, type DocumentedParameter, type DocumentedRoute, examplesOf } from './document.js';

const JSON_TYPE = 'application/json';
const DRY_RUN = 'dryRun';

/** A grey JPEG in which the engine finds a face. The documented examples are PNGs. */
const JPEG =
  '/9j/4AAQSkZJRgABAQAAAQABAAD//gALZmFjZXM9aGFs/9sAQwD/////////////////////////////////////////////////////////////' +
  '/////////////////////////8AACwgAUABQAQERAP/EABQAAQAAAAAAAAAAAAAAAAAAAAD/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD/2Q==';

/** A request that consists only of a route's documented examples. */
export interface ExampleRequest {
  readonly route: DocumentedRoute;
  /** Name of the example. */
  readonly title: string;
  /** Whether tools offer this example first. The documented response belongs to it. */
  readonly first: boolean;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData | Uint8Array<ArrayBuffer>;
}

/** Tools send `example` and `default` automatically, but a schema's `examples` only if the user selects them. */
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
 * Returns the examples of a route, each body once. The first request has the optional headers and, without a body, the
 * optional query parameters. Raw image bodies have the query parameters too, because they cannot contain members. If
 * the query can replace the body, that is a separate request. None is a dry run.
 */
export function exampleRequests(route: DocumentedRoute): ExampleRequest[] {
  const { requestBody } = route;
  const plain = { route, url: urlOf(route, sentUnasked), headers: headersOf(route, sentUnasked), first: false };
  const asked = { route, url: urlOf(route, exampleOfParameter), headers: headersOf(route, exampleOfParameter) };
  if (requestBody === undefined) return [{ ...asked, title: 'as it stands', first: true }];
  const bodies = bodiesOf(requestBody.content).map(({ type, name, ...sent }) => ({
    ...plain,
    ...(type.startsWith('image/') && { url: asked.url }),
    title: `${type} ${name}`,
    ...sent,
  }));
  const replaceable = requestBody.required !== true && asked.url !== plain.url;
  const byQuery = replaceable ? [{ ...plain, url: asked.url, title: 'in the query' }] : [];
  return [...bodies, ...byQuery].map((request, index) =>
    index === 0 ? { ...request, first: true, headers: { ...asked.headers, ...request.headers } } : request,
  );
}

/** The first example of a route as a dry run; undefined if the route has none. */
export function exampleDryRun(route: DocumentedRoute): ExampleRequest | undefined {
  const [request] = exampleRequests(route);
  if (request === undefined || !route.parameters.some(({ name }) => name === DRY_RUN)) return undefined;
  return { ...request, first: false, title: 'as a dry run', url: `${request.url}?${DRY_RUN}=true` };
}

function urlOf({ path, parameters }: DocumentedRoute, example: (parameter: DocumentedParameter) => unknown): string {
  const filled = path.replace(/\{(\w+)\}/g, (_braces, name: string) => {
    const parameter = parameters.find((known) => known.in === 'path' && known.name === name);
    return encodeURIComponent(String(parameter && example(parameter)));
  });
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.name !== DRY_RUN && example(parameter) !== undefined)
    .flatMap((parameter) =>
      [example(parameter)].flat().map((value): [string, string] => [parameter.name, String(value)]),
    );
  return query.length === 0 ? filled : `${filled}?${new URLSearchParams(query).toString()}`;
}

/** Keys are chosen anew for each request: the example is the same for all operations. */
function headersOf(
  { operationId, parameters }: DocumentedRoute,
  example: (parameter: DocumentedParameter) => unknown,
): Record<string, string> {
  const named = parameters.filter((parameter) => parameter.in === 'header' && example(parameter) !== undefined);
  return Object.fromEntries(
    named.map((parameter) => {
      const value = String(example(parameter));
      return [parameter.name, parameter.name === 'Idempotency-Key' ? `${operationId}-${value}` : value];
    }),
  );
}

interface SentBody extends Pick<ExampleRequest, 'body' | 'headers'> {
  readonly type: string;
  readonly name: string;
}

/** The document cannot contain bytes, so forms and raw bodies send the decoded base64 of the JSON example. */
function bodiesOf(content: Readonly<Record<string, DocumentedContent>>): SentBody[] {
  const { [JSON_TYPE]: json, ...others } = content;
  const examples = json === undefined ? [] : examplesOf(json);
  return examples.flatMap(([name, value]) => [
    { type: JSON_TYPE, name, headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(value) },
    ...Object.keys(others).map((type) => ({ type, name, ...withBytes(type, value as Members) })),
  ]);
}

type Members = Readonly<Record<string, unknown>>;

function bytesIn(value: unknown): string | undefined {
  return (value as { readonly bytes?: string }).bytes;
}

function withBytes(type: string, members: Members): Pick<SentBody, 'body' | 'headers'> {
  // Undici sets the content type of a form, including its boundary.
  if (type === 'multipart/form-data') return { headers: {}, body: formOf(members) };
  const image = Object.values(members).map(bytesIn).find(Boolean);
  return { headers: { 'content-type': type }, body: decoded(type === 'image/jpeg' ? JPEG : image) };
}

function formOf(members: Members): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(members)) {
    const bytes = bytesIn(value);
    if (bytes === undefined) form.set(name, String(value));
    else form.set(name, new Blob([decoded(bytes)]), `${name}.png`);
  }
  return form;
}

function decoded(base64 = ''): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
