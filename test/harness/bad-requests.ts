import { imageOf, inJson } from './images.js';
import type { Random } from './random.js';

/** The parts of the OpenAPI document that define valid requests. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Schema;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly minimum?: number;
}

export interface Route {
  readonly method: string;
  readonly template: string;
  readonly operation: DocumentedOperation;
}

/** A request that is invalid according to the document. */
export interface BadRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly payload?: Buffer;
  /** Names of the applied Wrongs. */
  readonly wrongs: readonly string[];
  /** The allowed statuses. */
  readonly statuses: readonly number[];
  readonly route: Route;
}

/** A request under construction. */
interface Draft {
  method: string;
  segments: Record<string, string>;
  query: [string, string][];
  headers: Record<string, string>;
  body: Record<string, unknown> | undefined;
  payload?: Buffer;
  /** Rewrites the finished URL. */
  bend?: (url: string) => string;
}

interface Making {
  readonly random: Random;
  readonly route: Route;
  readonly document: Document;
}

/** A way to make a request invalid. Changes only `part`, so that two of them cannot cancel each other out. */
interface Wrong {
  readonly name: string;
  /** The allowed statuses if nothing else is wrong. */
  readonly statuses: readonly number[];
  readonly part: 'path' | 'url' | 'query' | 'header' | 'credential' | 'body' | 'method';
  readonly fits?: (making: Making) => boolean;
  readonly make: (draft: Draft, making: Making) => void;
}

export function routesOf({ paths }: Document): Route[] {
  return Object.entries(paths).flatMap(([template, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), template, operation })),
  );
}

/** A request to a documented route with one to three Wrongs. */
export function badRequest(random: Random, document: Document, credential: string): BadRequest {
  const making: Making = { random, document, route: random.pick(routesOf(document)) };
  const draft = goodDraft(making, credential);
  const fitting = WRONGS.filter(({ fits }) => fits === undefined || fits(making));
  const parts = random.some([...new Set(fitting.map(({ part }) => part))], random.pick([1, 1, 1, 2, 2, 3]));
  const wrongs = parts.map((part) => random.pick(fitting.filter((wrong) => wrong.part === part)));
  for (const { make } of wrongs) make(draft, making);
  return finished(draft, making, wrongs);
}

function goodDraft({ random, document, route }: Making, credential: string): Draft {
  const { operation } = route;
  const paths = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
  const body = bodySchema(operation, document);
  return {
    method: route.method,
    segments: Object.fromEntries(paths.map(({ name, schema }) => [name, goodText(random, schema)])),
    query: [],
    headers: { 'x-api-key': credential },
    body: body === undefined ? undefined : goodBody(random, body),
  };
}

/** Contains `faceIds`, if allowed, and all required members. */
function goodBody(random: Random, { properties = {}, required = [] }: Schema): Record<string, unknown> {
  return {
    ...('faceIds' in properties && { faceIds: [random.uuid()] }),
    ...Object.fromEntries(required.map((name) => [name, goodValue(random, name, properties[name] ?? {})])),
  };
}

function goodValue(random: Random, name: string, schema: Schema): unknown {
  if (IMAGE_NAME.test(name)) return inJson(IMAGE);
  if (schema.type === 'array') return [goodText(random, schema.items ?? {})];
  return schema.type === 'object' ? { site: 'berlin' } : goodText(random, schema);
}

const IMAGE_NAME = /image$/i;

const IMAGE = imageOf('ann');

function finished(draft: Draft, { route }: Making, wrongs: readonly Wrong[]): BadRequest {
  const path = route.template.replace(/\{(\w+)\}/g, (_braces, name: string) => draft.segments[name] ?? '');
  const query = draft.query.map(([name, value]) => `${name}=${value}`).join('&');
  const url = query === '' ? path : `${path}?${query}`;
  const json = draft.body === undefined ? undefined : Buffer.from(JSON.stringify(draft.body));
  const payload = draft.payload ?? json;
  const headers = { ...(payload !== undefined && { 'content-type': 'application/json' }), ...draft.headers };
  return {
    method: draft.method,
    url: draft.bend?.(url) ?? url,
    headers,
    ...(payload !== undefined && { payload }),
    wrongs: wrongs.map(({ part, name }) => `${part}: ${name}`),
    statuses: wrongs.flatMap(({ statuses }) => statuses),
    route,
  };
}

function bodySchema({ requestBody }: DocumentedOperation, document: Document): Schema | undefined {
  const schema = requestBody?.content['application/json']?.schema;
  if (schema?.$ref === undefined) return schema;
  return document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
}

const takesBody = ({ route, document }: Making): boolean => bodySchema(route.operation, document) !== undefined;
const memberOf = ({ route, document }: Making, name: string): Schema | undefined =>
  bodySchema(route.operation, document)?.properties?.[name];
const takesIds = (making: Making): boolean => memberOf(making, 'faceIds') !== undefined;
const takesToken = (making: Making): boolean => memberOf(making, 'clientRequestToken') !== undefined;
const imagesOf = ({ route, document }: Making): string[] =>
  Object.keys(bodySchema(route.operation, document)?.properties ?? {}).filter((name) => IMAGE_NAME.test(name));
const takesImages = (making: Making): boolean => imagesOf(making).length > 0;
const takesNoImages = (making: Making): boolean => !takesImages(making);
const parametersOf = ({ route }: Making, name?: string): Parameter[] =>
  (route.operation.parameters ?? []).filter((p) => p.in === 'query' && (name === undefined || p.name === name));
const takesIdsInQuery = (making: Making): boolean => parametersOf(making, 'faceId').length > 0;
/** Number, boolean and enum parameters. */
const strictOf = (making: Making): Parameter[] =>
  parametersOf(making).filter(({ schema }) => /^(integer|number|boolean)$/.test(schema.type ?? '') || schema.enum);
const hasPath = ({ route }: Making): boolean => route.template.includes('{');
const writes = ({ route }: Making): boolean => route.method !== 'GET';

const WORD = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-';

function goodText(random: Random, { pattern = '' }: Schema): string {
  if (pattern.includes('[0-9a-f]{8}')) return random.uuid();
  return `x${Array.from({ length: random.below(20) }, () => WORD.charAt(random.below(WORD.length))).join('')}`;
}

/** A percent-encoded path segment that is not a valid id. */
function badSegment(random: Random, { schema }: Parameter): string {
  const long = 'x'.repeat((schema.maxLength ?? 36) + 1 + random.below(600));
  const texts = [
    ' ',
    'a b',
    'ä',
    '😀',
    '\u0000',
    'a\nb',
    'a/b',
    '<i>',
    '{{7*7}}',
    '$(id)',
    "' or 1=1 --",
    'a%',
    '~',
    long,
  ];
  return encodeURIComponent(random.pick(texts));
}

/** Whether a path matches a template. Placeholders match any segment. */
function fitsPath(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((step, at) => step.startsWith('{') || step === given[at]);
}

function pathOf(url: string): string {
  return url.split('?')[0] ?? '';
}

function put(draft: Draft, name: string, value: string): void {
  draft.headers[name] = value;
}

const notAList: readonly unknown[] = [
  null,
  7,
  'text',
  true,
  {},
  { length: 1 },
  '["x"]',
  { 0: 'x' },
  { constructor: 'x' },
];
const notAnId = ['', 'x', 7, true, {}, [], null, ' ', '__proto__', '00000000-0000-4000-8000-00000000000G', '*', 'all'];

const notAnImage: readonly unknown[] = [
  null,
  7,
  'text',
  true,
  [],
  {},
  { bytes: '' },
  { bytes: null },
  { bytes: 'not base64!' },
  { bytes: [137, 80] },
  { bytes: inJson(IMAGE).bytes, url: 'http://a' },
  { ...inJson(IMAGE), s3Object: { bucket: 'photos', name: 'a' } },
  { s3Object: {} },
  { s3Object: { bucket: 'a/b', name: 'a' } },
  { s3Object: { bucket: 'photos', name: '' } },
  { constructor: 'x' },
];

function someImage(making: Making): string {
  return making.random.pick(imagesOf(making));
}

const WRONGS: readonly Wrong[] = [
  {
    name: 'an id that breaks its pattern',
    statuses: [400],
    part: 'path',
    fits: hasPath,
    make: (draft, { random, route }) => {
      const parameter = random.pick((route.operation.parameters ?? []).filter((p) => p.in === 'path'));
      draft.segments[parameter.name] = badSegment(random, parameter);
    },
  },
  {
    name: 'an empty id',
    statuses: [400, 404, 405],
    part: 'path',
    fits: hasPath,
    make: (draft, { random }) => void (draft.segments[random.pick(Object.keys(draft.segments))] = ''),
  },
  {
    name: 'a path that leads nowhere',
    statuses: [404],
    part: 'url',
    make: (draft, { random }) => {
      const nowhere = ['/nowhere', '/collection', '/me/x', '/.env', '/admin', '/collections/x/user'];
      draft.bend = () => random.pick(nowhere) + random.pick(['', '?a=b', '?__proto__[a]=b']);
    },
  },
  {
    name: 'a broken escape',
    statuses: [400],
    part: 'url',
    make: (draft, { random }) =>
      void (draft.bend = (url) => `${pathOf(url)}${random.pick(['%', '%zz', '%e0%a4%a', '%ff', '%c0%af'])}`),
  },
  {
    name: 'a path behind',
    statuses: [404],
    part: 'url',
    make: (draft) => void (draft.bend = (url) => `${pathOf(url)}/more/and/more`),
  },
  {
    name: 'a URL that is too long',
    statuses: [414],
    part: 'url',
    make: (draft) => void (draft.bend = (url) => `${pathOf(url)}?${'a'.repeat(9_000)}=b`),
  },
  {
    name: 'a parameter nobody knows',
    statuses: [400],
    part: 'query',
    make: (draft, { random }) => {
      const name = random.pick([
        'limits',
        'faceIds',
        '__proto__',
        'constructor',
        'faceId[]',
        'toString',
        'x'.repeat(300),
        '',
      ]);
      draft.query.push([encodeURIComponent(name), random.pick(['', '1', 'a%00b', '%5B%5D'])]);
    },
  },
  {
    name: 'a bad face id',
    statuses: [400],
    part: 'query',
    fits: takesIdsInQuery,
    make: (draft, { random }) => {
      const bad = random.pick(notAnId.filter((value) => typeof value === 'string'));
      draft.query.push(['faceId', random.uuid()], ['faceId', encodeURIComponent(bad)]);
    },
  },
  {
    name: 'ids in query and body',
    statuses: [400],
    part: 'query',
    fits: (making) => takesIdsInQuery(making) && takesIds(making),
    make: (draft, { random }) => draft.query.push(['faceId', random.uuid()]),
  },
  {
    name: 'an option that is none',
    statuses: [400],
    part: 'query',
    fits: (making) => strictOf(making).length > 0,
    make: (draft, making) => {
      const { random } = making;
      const { name } = random.pick(strictOf(making));
      const value = random.pick(['', 'x', '-1', 'NaN', 'Infinity', '0x10', '1e99', 'null', '[]', '1,2', ' 1']);
      draft.query.push([name, encodeURIComponent(value)]);
    },
  },
  {
    name: 'an option twice',
    statuses: [400],
    part: 'query',
    fits: (making) => strictOf(making).length > 0,
    make: (draft, making) => {
      const { name } = making.random.pick(strictOf(making));
      draft.query.push([name, '1'], [name, '1']);
    },
  },
  {
    name: 'too many ids',
    statuses: [400],
    part: 'query',
    fits: takesIdsInQuery,
    make: (draft, { random }) =>
      draft.query.push(...Array.from({ length: 101 }, () => ['faceId', random.uuid()] as [string, string])),
  },
  {
    name: 'no credential',
    statuses: [401],
    part: 'credential',
    make: (draft) => {
      delete draft.headers['x-api-key'];
    },
  },
  {
    name: 'a wrong credential',
    // The first failures per minute get 401, later ones 429.
    statuses: [401, 429],
    part: 'credential',
    make: (draft, { random }) =>
      put(draft, 'x-api-key', random.pick(['', 'x', 'acme', 'acme-key2', 'ACME-KEY', '__proto__', 'x'.repeat(9_000)])),
  },
  {
    name: 'two credentials',
    statuses: [400],
    part: 'credential',
    make: (draft) => put(draft, 'authorization', 'Bearer acme-key-2'),
  },
  {
    name: 'a credential of another scheme',
    statuses: [401, 429],
    part: 'credential',
    make: (draft, { random }) => {
      delete draft.headers['x-api-key'];
      put(
        draft,
        'authorization',
        random.pick([
          '',
          'Bearer',
          'Basic YWNtZTprZXk=',
          'Bearer  ',
          'acme-key',
          'Bearer a.b.c',
          'Bearer acme-key,acme-key',
        ]),
      );
    },
  },
  {
    name: 'nothing acceptable',
    statuses: [406],
    part: 'header',
    fits: ({ route }) => !('204' in route.operation.responses),
    make: (draft, { random }) =>
      put(
        draft,
        'accept',
        random.pick(['text/html', 'image/*', 'application/xml;q=1', 'application/json;q=0', ';;;', 'application/cbor']),
      ),
  },
  {
    name: 'a key that is too long or not printable',
    statuses: [400],
    part: 'header',
    fits: writes,
    make: (draft, { random }) =>
      put(draft, 'idempotency-key', random.pick(['', '""', 'x'.repeat(256), 'ä', 'a\tb', '\u007f'])),
  },
  {
    name: 'a method the route does not have',
    statuses: [405],
    part: 'method',
    make: (draft, { random, route, document }) => {
      const known = new Set(
        routesOf(document)
          .filter(({ template }) => fitsPath(template, route.template))
          .map(({ method }) => method),
      );
      if (known.has('GET')) known.add('HEAD');
      draft.method = random.pick(
        ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !known.has(method)),
      );
    },
  },
  {
    name: 'no JSON',
    statuses: [400],
    part: 'body',
    fits: takesBody,
    make: (draft, { random }) => {
      const texts = [
        '{',
        '}',
        'nope',
        '{"faceIds":}',
        "{'a':1}",
        '{"faceIds":["x"]',
        '\u0000',
        '[',
        'NaN',
        '{"a":1}{"b":2}',
        '/* */{}',
        '{"__proto__":{}}',
      ];
      draft.payload = random.chance(0.8) ? Buffer.from(random.pick(texts)) : Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    },
  },
  {
    name: 'JSON that is no object',
    statuses: [400],
    part: 'body',
    fits: takesBody,
    make: (draft, { random }) =>
      void (draft.payload = Buffer.from(random.pick(['[]', '7', '"text"', 'true', '[{}]', '[["x"]]']))),
  },
  {
    name: 'a list that is none',
    statuses: [400],
    part: 'body',
    fits: takesIds,
    make: (draft, { random }) => void (draft.body = { faceIds: random.pick(notAList) }),
  },
  {
    name: 'no ids',
    statuses: [400],
    part: 'body',
    fits: (making) => takesIds(making) && !takesIdsInQuery(making),
    make: (draft, { random }) => void (draft.body = random.pick([{}, { faceIds: [] }, { faceIds: null }])),
  },
  {
    name: 'an id that is none',
    statuses: [400],
    part: 'body',
    fits: takesIds,
    make: (draft, { random }) => void (draft.body = { faceIds: [random.uuid(), random.pick(notAnId)] }),
  },
  {
    name: 'too many ids',
    statuses: [400],
    part: 'body',
    fits: takesIds,
    make: (draft, making) => {
      const { random } = making;
      const most = memberOf(making, 'faceIds')?.maxItems ?? 0;
      const id = random.uuid();
      draft.body = { faceIds: Array.from({ length: most + 1 + random.below(200) }, () => id) };
    },
  },
  {
    name: 'a member nobody knows',
    statuses: [400],
    part: 'body',
    fits: takesBody,
    make: (draft, { random }) => {
      const name = random.pick(['all', 'FaceIds', 'constructor', 'toString', 'userId', 'x'.repeat(500), '']);
      draft.body = { ...draft.body, [name]: random.pick([true, {}, [], 'text']) };
    },
  },
  {
    name: 'a bad token',
    statuses: [400],
    part: 'body',
    fits: takesToken,
    make: (draft, { random }) => {
      const clientRequestToken = random.pick([null, '', 'a b', 'ä', 'x'.repeat(65), 7, {}, [], ['x'], true]);
      draft.body = { ...draft.body, clientRequestToken };
    },
  },
  {
    name: 'deep nesting',
    statuses: [400],
    part: 'body',
    fits: takesBody,
    make: (draft) => void (draft.payload = Buffer.from(`{"faceIds":${'['.repeat(5_000)}${']'.repeat(5_000)}}`)),
  },
  {
    name: 'an image that is none',
    statuses: [400],
    part: 'body',
    fits: takesImages,
    make: (draft, making) => void (draft.body = { ...draft.body, [someImage(making)]: making.random.pick(notAnImage) }),
  },
  {
    name: 'an image of another format',
    statuses: [415],
    part: 'body',
    fits: takesImages,
    make: (draft, making) => {
      const bytes = Buffer.from(making.random.pick(['GIF89a', '%PDF-1.7', '<svg/>', 'x', '\ufffd', 'RIFF....WEBP']));
      draft.body = { ...draft.body, [someImage(making)]: inJson(bytes) };
    },
  },
  {
    name: "an object of S3 that is not the tenant's",
    statuses: [422],
    part: 'body',
    fits: takesImages,
    make: (draft, making) => {
      const name = making.random.pick(['a.png', '../a.png', '/', '%2e', 'ä', '{{7*7}}']);
      draft.body = { ...draft.body, [someImage(making)]: { s3Object: { bucket: 'photos', name } } };
    },
  },
  {
    name: 'no image',
    statuses: [400],
    part: 'body',
    fits: takesImages,
    make: (draft) => void (draft.body = {}),
  },
  {
    name: 'a body that is too large',
    statuses: [413],
    part: 'body',
    // Megabytes of image data would be too slow for thousands of requests.
    fits: (making) => takesBody(making) && takesNoImages(making),
    make: (draft, making) => {
      const { random } = making;
      const limitBytes = (memberOf(making, 'faceIds')?.maxItems ?? 0) > 100 ? 256 * 1024 : 16 * 1024;
      draft.payload = Buffer.from(`{"faceIds":["${random.uuid()}"]}`.padEnd(limitBytes + 1 + random.below(9_999)));
    },
  },
  {
    name: 'a form without a boundary',
    statuses: [400, 415],
    part: 'body',
    fits: takesBody,
    make: (draft) => put(draft, 'content-type', 'multipart/form-data'),
  },
  {
    name: 'a type nobody reads',
    statuses: [415],
    part: 'body',
    fits: takesBody,
    make: (draft, { random }) =>
      put(
        draft,
        'content-type',
        random.pick([
          'text/plain',
          'application/xml',
          'application/x-www-form-urlencoded',
          'application/json; charset=utf-16',
          'json',
          '*/*',
          'application/jsonp',
          ';',
          'application/json, text/plain',
        ]),
      ),
  },
  {
    name: 'a coding nobody reads',
    statuses: [415],
    part: 'body',
    fits: takesBody,
    make: (draft, { random }) => put(draft, 'content-encoding', random.pick(['gzip', 'br', 'deflate', 'zstd', 'x'])),
  },
];
