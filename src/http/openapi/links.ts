import type { OpenAPIObject } from '@nestjs/swagger';

/** The parts of the document that decide its links. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Route {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content?: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content; links?: Record<string, object> }>>;
}

interface Place {
  readonly path: string;
  readonly method: string;
  readonly route: Route;
}

const JSON_TYPE = 'application/json';
/** How deep in a response body to search for an id. */
const DEEPEST = 4;

/**
 * Adds links (OpenAPI 3.1, section 4.8.20) from routes that create or list resources to the routes whose path has one
 * more id. The id comes from the request body, or from the first resource in the response.
 */
export function addLinks(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  const places = placesOf(document);
  for (const from of places.filter(({ method }) => method === 'post' || method === 'get')) {
    const [status] = Object.keys(from.route.responses).filter((code) => code.startsWith('2'));
    const response = from.route.responses[status ?? ''];
    const links = places.flatMap((to) => linkBetween(from, to, schemas));
    if (response !== undefined && links.length > 0) response.links = Object.fromEntries(links);
  }
}

function placesOf({ paths }: OpenAPIObject): Place[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Route>).map(([method, route]) => ({ path, method, route })),
  );
}

function linkBetween(from: Place, to: Place, schemas: Readonly<Record<string, Schema>>): [string, object][] {
  const id = idBelow(from.path, to.path);
  const expression = id === undefined ? undefined : expressionFor(id, from.route, schemas);
  if (id === undefined || expression === undefined) return [];
  const known = idsIn(from.path).map((name) => [name, `$request.path.${name}`]);
  const parameters = Object.fromEntries([...known, [id, expression]]) as Record<string, string>;
  return [[to.route.operationId, { operationId: to.route.operationId, parameters }]];
}

/** The only id of a path below another one: `userId` of `/users/{userId}/faces` below `/users`. */
function idBelow(path: string, below: string): string | undefined {
  if (!below.startsWith(`${path}/{`)) return undefined;
  const [id, ...others] = idsIn(below.slice(path.length));
  return others.length === 0 ? id : undefined;
}

function idsIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

function expressionFor(id: string, route: Route, schemas: Readonly<Record<string, Schema>>): string | undefined {
  const asked = route.requestBody?.content?.[JSON_TYPE]?.schema;
  if (pointerTo(id, asked, schemas, 1) !== undefined) return `$request.body#/${id}`;
  const answers = Object.entries(route.responses).filter(([status]) => status.startsWith('2'));
  const answered = answers[0]?.[1].content?.[JSON_TYPE]?.schema;
  const pointer = pointerTo(id, answered, schemas, DEEPEST);
  return pointer === undefined ? undefined : `$response.body#${pointer}`;
}

/** The JSON pointer to the first member with the name, taking element 0 of each list. */
function pointerTo(
  name: string,
  schema: Schema | undefined,
  schemas: Readonly<Record<string, Schema>>,
  depth: number,
): string | undefined {
  const { items, properties = {} } = schemas[schema?.$ref?.split('/').pop() ?? ''] ?? schema ?? {};
  if (depth === 0) return undefined;
  if (items !== undefined) return below('0', pointerTo(name, items, schemas, depth));
  if (name in properties) return `/${name}`;
  const found = Object.entries(properties).map(([member, inner]) =>
    below(member, pointerTo(name, inner, schemas, depth - 1)),
  );
  return found.find((pointer) => pointer !== undefined);
}

function below(step: string, pointer: string | undefined): string | undefined {
  return pointer === undefined ? undefined : `/${step}${pointer}`;
}
