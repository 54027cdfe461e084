import { type DocumentedContent, type DocumentedParameter, type DocumentedRoute, examplesOf } from './document.js';

const JSON_TYPE = 'application/json';

/** A grey JPEG that shows somebody to the engine: the examples' own images are PNGs. */
const JPEG =
  '/9j/4AAQSkZJRgABAQAAAQABAAD//gALZmFjZXM9aGFs/9sAQwD/////////////////////////////////////////////////////////////' +
  '/////////////////////////8AACwgAUABQAQERAP/EABQAAQAAAAAAAAAAAAAAAAAAAAD/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD/2Q==';

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

interface SentBody extends Pick<ExampleRequest, 'body' | 'headers'> {
  readonly type: string;
  readonly name: string;
}

/** Bytes cannot stand in a JSON document, so a form with bytes is sent what the example in JSON has in base64. */
function bodiesOf(content: Readonly<Record<string, DocumentedContent>>): SentBody[] {
  const { [JSON_TYPE]: json, ...others } = content;
  const examples = json === undefined ? [] : examplesOf(json);
  return examples.flatMap(([name, value]) => [
    { type: JSON_TYPE, name, headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(value) },
    ...Object.keys(others).map((type) => ({ type, name, ...withBytes(type, value as Members) })),
  ]);
}

type Members = Readonly<Record<string, { readonly bytes?: string }>>;

function withBytes(type: string, members: Members): Pick<SentBody, 'body' | 'headers'> {
  // Undici writes the type of a form, with the boundary that it chose.
  if (type === 'multipart/form-data') return { headers: {}, body: formOf(members) };
  const [image] = Object.values(members).flatMap(({ bytes }) => (bytes === undefined ? [] : [bytes]));
  return { headers: { 'content-type': type }, body: decoded(type === 'image/jpeg' ? JPEG : image) };
}

function formOf(members: Members): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(members)) {
    if (value.bytes === undefined) form.set(name, value);
    else form.set(name, new Blob([decoded(value.bytes)]), `${name}.png`);
  }
  return form;
}

function decoded(base64 = ''): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
