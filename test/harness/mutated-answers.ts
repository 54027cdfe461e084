import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

import type { Random } from './random.js';

export type Subject = 'DisassociateFaces' | 'ListFaces';

/** The allowed reactions to an answer. `true`: return it. `either`: return or reject it. A list: these problems. */
export type Verdict = 'true' | 'either' | readonly (readonly [status: number, code: string])[];

/** One answer of a hostile upstream. */
export interface MutatedAnswer {
  readonly kind: string;
  readonly verdict: Verdict;
  readonly play: (response: ServerResponse) => void;
  /** The answer as shown in assertion messages. */
  readonly shown: string;
}

/** The input of the call to the upstream. */
export interface Question {
  readonly subject: Subject;
  readonly userId: string;
  readonly faceIds: readonly string[];
}

/** Part of every upstream message. Must not occur in a problem. */
export const UPSTREAM_WORDS = 'arn:aws:rekognition:eu-west-1:111122223333:collection/of-another';

const INVALID: Verdict = [[502, 'upstream-invalid-answer']];
const FAILED: Verdict = [[502, 'upstream-error']];
const BROKEN: Verdict = [
  [502, 'upstream-connection-lost'],
  [502, 'upstream-invalid-answer'],
  [502, 'upstream-error'],
];
const AWS_JSON = 'application/x-amz-json-1.1';
const ERROR_STATUSES = [400, 401, 403, 404, 405, 409, 413, 418, 429, 431, 499, 500, 501, 502, 503, 504, 507, 599];

type Make = (random: Random, question: Question) => MutatedAnswer;

/** Kinds of answers with their weights. */
const KINDS: readonly (readonly [weight: number, Make])[] = [
  [40, mutatedJson],
  [10, noJson],
  [6, html],
  [3, redirect],
  [8, knownException],
  [12, unknownException],
  [8, lyingException],
  [6, lyingHeaders],
  [7, brokenHttp],
];
const ALL_WEIGHTS = KINDS.reduce((sum, [weight]) => sum + weight, 0);

export function mutatedAnswer(random: Random, question: Question): MutatedAnswer {
  let draw = random.below(ALL_WEIGHTS);
  for (const [weight, make] of KINDS) {
    if (draw < weight) return make(random, question);
    draw -= weight;
  }
  throw new RangeError('weights do not add up');
}

// ---- true answers and verdicts

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

function trueAnswer(random: Random, { subject, userId, faceIds }: Question): Json {
  if (subject === 'ListFaces') {
    return {
      FaceModelVersion: '7.0',
      Faces: faceIds.map((FaceId, index) => ({
        FaceId,
        UserId: userId,
        ImageId: random.uuid(),
        ExternalImageId: `image-${index}`,
        Confidence: 99.5,
        IndexFacesModelVersion: '7.0',
        BoundingBox: { Width: 0.5, Height: 0.25, Left: 0.125, Top: 0.0625 },
      })),
    };
  }
  const off = random.below(faceIds.length + 1);
  return {
    UserStatus: 'UPDATING',
    DisassociatedFaces: faceIds.slice(0, off).map((FaceId) => ({ FaceId })),
    UnsuccessfulFaceDisassociations: faceIds
      .slice(off, off + random.below(3))
      .map((FaceId) => ({ FaceId, UserId: 'bob', Reasons: ['ASSOCIATED_TO_A_DIFFERENT_USER'] })),
  };
}

/** The verdict on the body of a 2xx answer, derived from the API contract rather than from the code under test. */
function verdictOf(text: string, question: Question): Verdict {
  let json: Json;
  try {
    json = JSON.parse(text) as Json;
  } catch {
    return INVALID;
  }
  if (!isRecord(json)) return INVALID;
  return question.subject === 'ListFaces' ? verdictOfList(json, question) : verdictOfChange(json, question);
}

function verdictOfChange(json: Record<string, Json>, { faceIds }: Question): Verdict {
  const { UserStatus: status, DisassociatedFaces: off, UnsuccessfulFaceDisassociations: failed } = json;
  if (typeof status !== 'string' || !isListOrAbsent(off) || !isListOrAbsent(failed)) return INVALID;
  const faces = [...(off ?? []), ...(failed ?? [])].filter((face) => face !== null);
  if (!faces.every((face) => isRecord(face) && typeof face['FaceId'] === 'string')) return INVALID;
  if (
    !areSome(
      faces.map((face) => (face as { FaceId: string }).FaceId),
      faceIds,
    )
  )
    return INVALID;
  if (!(failed ?? []).every((face) => face === null || isReasoned(face as Record<string, Json>))) return INVALID;
  return status === '' || [off, failed].some(holdsNull) ? 'either' : 'true';
}

/** Whether all ids are distinct and were requested. */
function areSome(ids: readonly string[], asked: readonly string[]): boolean {
  return new Set(ids).size === ids.length && ids.every((id) => asked.includes(id));
}

function isReasoned({ UserId, Reasons }: Record<string, Json>): boolean {
  return isTextOrAbsent(UserId) && isTextListOrAbsent(Reasons);
}

/** Whether the list or one of its `Reasons` contains null, which the SDK drops. */
function holdsNull(faces: Json[] | null | undefined): boolean {
  return (faces ?? []).some((face) => {
    const reasons = isRecord(face ?? undefined) ? (face as Record<string, Json>)['Reasons'] : undefined;
    return face === null || (Array.isArray(reasons) && reasons.includes(null));
  });
}

function verdictOfList(json: Record<string, Json>, { userId }: Question): Verdict {
  const { Faces: faces, NextToken: next, FaceModelVersion: version } = json;
  if (!Array.isArray(faces) || !isTextOrAbsent(next)) return INVALID;
  const told = faces.filter((face) => face !== null);
  if (!told.every((face) => isRecord(face) && isFace(face, userId))) return INVALID;
  const ids = told.map((face) => (face as { FaceId: string }).FaceId);
  if (new Set(ids).size !== ids.length) return INVALID;
  const halfBoxes = told.some((face) => isHalfBox((face as Record<string, Json>)['BoundingBox']));
  if (next === '' || faces.includes(null) || !isTextOrAbsent(version) || halfBoxes) return 'either';
  // The upstream always returns the same page, so any next token would cause an endless loop.
  return typeof next === 'string' ? INVALID : 'true';
}

function isHalfBox(box: Json | undefined): boolean {
  return (
    isRecord(box) && [box['Width'], box['Height'], box['Left'], box['Top']].some((side) => (side ?? null) === null)
  );
}

function isFace(face: Record<string, Json>, userId: string): boolean {
  const { FaceId, UserId, ImageId, ExternalImageId, Confidence, IndexFacesModelVersion, BoundingBox } = face;
  const box = BoundingBox ?? {};
  return (
    typeof FaceId === 'string' &&
    (UserId ?? userId) === userId &&
    [ImageId, ExternalImageId, IndexFacesModelVersion].every(isTextOrAbsent) &&
    isNumberOrAbsent(Confidence) &&
    isRecord(box) &&
    [box['Width'], box['Height'], box['Left'], box['Top']].every(isNumberOrAbsent)
  );
}

function isRecord(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOrAbsent(value: Json | undefined): value is Json[] | null | undefined {
  return Array.isArray(value) || (value ?? undefined) === undefined;
}

function isTextOrAbsent(value: Json | undefined): boolean {
  return typeof (value ?? '') === 'string';
}

function isTextListOrAbsent(value: Json | undefined): boolean {
  return isListOrAbsent(value) && (value ?? []).every(isTextOrAbsent);
}

function isNumberOrAbsent(value: Json | undefined): boolean {
  return Number.isFinite(value ?? 0);
}

// ---- bodies

const WRONG_VALUES: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  7,
  1.5,
  '',
  'NaN',
  'Infinity',
  'text',
  '0',
  [],
  {},
  [[]],
  [null],
  [7],
  ['text'],
  { FaceId: 7 },
  { length: 3 },
  { '0': 'text', length: 1 },
  { __proto__: null, constructor: 'text' },
  'ACTIVE',
];

function mutatedJson(random: Random, question: Question): MutatedAnswer {
  const times = random.pick([0, 1, 1, 1, 1, 2, 3]);
  const { text, done } = mutatedText(JSON.stringify(trueAnswer(random, question)), times, random, question);
  return answer(`json ${done.join('+') || 'untouched'}`, verdictOf(text, question), { body: text });
}

/** Applies `times` mutations to a true answer. Returns the text and the names of the mutations. */
export function mutatedText(
  trueText: string,
  times: number,
  random: Random,
  ids: Ids,
): { text: string; done: string[] } {
  let text = trueText;
  const done: string[] = [];
  for (let time = 0; time < times; time += 1) {
    const [name, mutate] = random.pick(MUTATIONS);
    text = mutate(text, random, ids);
    done.push(name);
  }
  return { text, done };
}

/** The ids in an answer. */
type Ids = Pick<Question, 'userId' | 'faceIds'>;

type Mutate = (text: string, random: Random, ids: Ids) => string;

/** Mutations work on text, so that each can process the result of the previous one, even if it is not JSON. */
const MUTATIONS: readonly (readonly [string, Mutate])[] = [
  ['wrong value', onJson((holder, key, random) => put(holder, key, random.pick(WRONG_VALUES)))],
  [
    'member left out',
    onJson((holder, key) => (Array.isArray(holder) ? void holder.splice(+key, 1) : drop(holder, key))),
  ],
  ['said twice', onJson((holder, key) => (Array.isArray(holder) ? void holder.push(holder[+key]!) : undefined))],
  ['foreign id', (text, random, { faceIds }) => text.replace(random.pick(faceIds), random.uuid())],
  ['same id', (text, random, { faceIds }) => text.replace(random.pick(faceIds), random.pick(faceIds))],
  ['upper-case id', (text, random, { faceIds }) => text.replace(random.pick(faceIds), (id) => id.toUpperCase())],
  ['more members', (text) => text.replace(/\{/g, '{"NewMember":{"of":["later"]},')],
  ['member names in another case', (text) => text.replaceAll('"FaceId"', '"faceId"')],
  ['no UserStatus', (text) => text.replace('"UserStatus":"UPDATING",', '')],
  ['another UserStatus', (text) => text.replace('"UPDATING"', '"SOMETHING_NEW"')],
  ['another user', (text, _random, { userId }) => text.replaceAll(`"${userId}"`, '"mallory"')],
  ['__proto__', (text) => text.replace('{', '{"__proto__":{"polluted":true,"UserStatus":"ACTIVE","Faces":[]},')],
  ['constructor', (text) => text.replace('{', '{"constructor":{"prototype":{"polluted":true}},"toString":7,')],
  ['all behind __proto__', (text) => `{"__proto__":${text}}`],
  ['wrapped', (text) => `{"Output":${text}}`],
  ['in a list', (text) => `[${text}]`],
  ['as a text', (text) => JSON.stringify(text)],
  ['cut', (text, random) => text.slice(0, random.below(text.length))],
  [
    'a byte of garbage',
    (text, random) => spliced(text, random.below(text.length), random.pick(['\0', ',', '}', '"', 'é'])),
  ],
  ['something behind', (text, random) => text + random.pick(['}', text, '\0', 'null', '<!-- -->'])],
  ['white space around', (text) => `\r\n\t ${text} \n`],
  ['a byte order mark', (text) => `\uFEFF${text}`],
  ['deep nesting beside', (text) => text.replace('{', `{"Deep":${'['.repeat(2_000)}${']'.repeat(2_000)},`)],
  [
    'deep nesting within',
    (text) => text.replace(/\[\]|"[0-9a-f-]{36}"/, `${'[{"a":'.repeat(500)}1${'}]'.repeat(500)}`),
  ],
  [
    'a huge number',
    (text) => text.replace(/0?\.5|"FaceId"/, (found) => (found === '"FaceId"' ? '"N":1e999,"FaceId"' : '1e999')),
  ],
  ['another page', (text) => text.replace('{', '{"NextToken":"more",')],
  [
    'a page of a wrong type',
    (text, random) => text.replace('{', `{"NextToken":${random.pick(['7', '{}', '[]', 'true'])},`),
  ],
  [
    'a member twice',
    (text, random) => text.replace(/\}$/, `,"${random.pick(['UserStatus', 'Faces', 'DisassociatedFaces'])}":[]}`),
  ],
  ['many faces', (text, random) => text.replace(/("(?:Faces|DisassociatedFaces)":\[)/, `$1${manyFaces(random)}`)],
];

function onJson(change: (holder: Json[] | Record<string, Json>, key: string, random: Random) => void): Mutate {
  return (text, random) => {
    let json: Json;
    try {
      json = JSON.parse(text) as Json;
    } catch {
      return text;
    }
    const places = placesIn(json);
    if (places.length === 0) return text;
    change(...random.pick(places), random);
    return JSON.stringify(json);
  };
}

/** Every member and element, to a limited depth. */
function placesIn(json: Json, depth = 0): [Json[] | Record<string, Json>, string][] {
  if (typeof json !== 'object' || json === null || depth > 6) return [];
  return Object.entries(json).flatMap(([key, value]): [Json[] | Record<string, Json>, string][] => [
    [json, key],
    ...placesIn(value, depth + 1),
  ]);
}

function put(holder: Json[] | Record<string, Json>, key: string, value: Json): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function drop(holder: Record<string, Json>, key: string): void {
  Reflect.deleteProperty(holder, key);
}

function spliced(text: string, at: number, inserted: string): string {
  return text.slice(0, at) + inserted + text.slice(at);
}

function manyFaces(random: Random): string {
  return Array.from({ length: 500 }, () => `{"FaceId":"${random.uuid()}"},`).join('');
}

const NO_JSON: readonly (string | Buffer)[] = [
  '',
  ' ',
  '{',
  'null',
  'true',
  '7',
  '[]',
  '""',
  '"UPDATING"',
  '{}',
  '{"__proto__":null}',
  'undefined',
  "{'UserStatus':'ACTIVE'}",
  '<UserStatus>ACTIVE</UserStatus>',
  'UserStatus=ACTIVE',
  ')]}\',\n{"UserStatus":"ACTIVE"}x',
  '['.repeat(100_000),
  '{"a":'.repeat(50_000),
  '"'.repeat(9_999),
  '\0'.repeat(4_096),
  Buffer.from([0xff, 0xfe, 0xfd, 0x00, 0x80]),
  Buffer.from([0xa1, 0x6a, 0x55, 0x73, 0x65, 0x72, 0x53, 0x74, 0x61, 0x74, 0x75, 0x73, 0x60]),
  `{"UserStatus":{},"DisassociatedFaces":${'9'.repeat(50_000)}}`,
];

function noJson(random: Random): MutatedAnswer {
  const status = random.pick([200, 200, 200, 201, 202, 203, 206, 226, ...ERROR_STATUSES]);
  const body = random.pick(NO_JSON);
  return answer(`no json with ${status}`, status < 300 ? INVALID : FAILED, { status, body });
}

function html(random: Random): MutatedAnswer {
  const status = random.pick([200, 200, 403, 404, 429, 500, 502, 502, 503, 504]);
  const body = `<!doctype html><title>${status}</title><h1>${UPSTREAM_WORDS}</h1>${'<p>wait</p>'.repeat(random.below(500))}`;
  const headers = { 'content-type': 'text/html', server: 'proxy' };
  return answer(`html with ${status}`, status < 300 ? INVALID : FAILED, { status, headers, body });
}

function redirect(random: Random, question: Question): MutatedAnswer {
  const status = random.pick([300, 301, 302, 303, 304, 305, 307, 308]);
  const location = random.pick(['/elsewhere', 'file:///etc/passwd', 'http://127.0.0.1:1/', '//x', '']);
  const body = random.chance(0.5) ? '' : JSON.stringify(trueAnswer(random, question));
  return answer(`redirect ${status}`, FAILED, { status, headers: { location }, body });
}

// ---- exceptions

/** The problem for each exception, independent of the upstream's status. */
const MEANINGS: Readonly<Record<string, readonly [number, string]>> = {
  InvalidParameterException: [400, 'invalid-parameter'],
  ValidationException: [400, 'invalid-parameter'],
  SerializationException: [400, 'invalid-parameter'],
  InvalidPaginationTokenException: [400, 'invalid-cursor'],
  ResourceNotFoundException: [404, 'resource-not-found'],
  ResourceAlreadyExistsException: [409, 'already-exists'],
  IdempotentParameterMismatchException: [422, 'idempotency-key-reused'],
  ServiceQuotaExceededException: [409, 'service-limit-reached'],
  ImageTooLargeException: [413, 'image-too-large'],
  InvalidImageFormatException: [415, 'invalid-image-format'],
  InvalidS3ObjectException: [422, 'invalid-s3-object'],
  AccessDeniedException: [403, 'aws-access-denied'],
  UnrecognizedClientException: [502, 'tenant-credentials'],
  InvalidSignatureException: [502, 'tenant-credentials'],
  IncompleteSignatureException: [502, 'tenant-credentials'],
  MissingAuthenticationTokenException: [502, 'tenant-credentials'],
  ExpiredTokenException: [502, 'tenant-credentials'],
  RequestExpired: [502, 'tenant-credentials'],
  ProvisionedThroughputExceededException: [429, 'throttled'],
  ThrottlingException: [429, 'throttled'],
  InternalServerError: [502, 'upstream-error'],
};

/** A user's faces are listed without a caller's cursor, so an invalid token is the upstream's fault. */
function meaningOf(name: string, subject: Subject): readonly [number, string] {
  const ownCursor = subject === 'ListFaces' && name === 'InvalidPaginationTokenException';
  return ownCursor ? [502, 'upstream-invalid-answer'] : MEANINGS[name]!;
}

function knownException(random: Random, { subject }: Question): MutatedAnswer {
  const name = random.pick(Object.keys(MEANINGS));
  const status = random.pick([400, 400, 400, 500, 503]);
  const said = random.pick([name, `com.amazonaws.rekognition#${name}`, `${name}:http://internal.example/coral/`]);
  const inHeader = random.chance(0.3);
  const headers = {
    ...(inHeader && { 'x-amzn-errortype': said }),
    ...(random.chance(0.3) && { 'retry-after': random.pick(RETRY_AFTERS) }),
  };
  const body = { ...(!inHeader && { __type: said }), message: UPSTREAM_WORDS };
  return answer(`${name} with ${status}`, [meaningOf(name, subject)], { status, headers, body: JSON.stringify(body) });
}

/** Contains no delay that the service would wait for, because the test's clock does not advance. */
const RETRY_AFTERS = ['1', '0', '-5', '1e400', 'NaN', '99999999999999999999', '0x7fffffff', 'soon', '', '3600', '61.5'];

/** Error names that mean something inside this service, but not in an answer of Rekognition. */
const NAMES_OF_OURS = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ConnectTimeout',
  'CallerLeft',
  'BulkheadFull',
  'DeadlinePassed',
  'AnswerUnusable',
  'CredentialsProviderError',
  'ProviderError',
  'FST_ERR_BAD_URL',
  'FST_ERR_CTP_BODY_TOO_LARGE',
  'HPE_HEADER_OVERFLOW',
  'ERR_HTTP_REQUEST_TIMEOUT',
  'ECONNRESET',
  'ETIMEDOUT',
];

const STRANGE_NAMES = [
  ...NAMES_OF_OURS,
  'SomethingNewException',
  'internal',
  'Failure',
  'Error',
  'SyntaxError',
  'AbortError',
  'TimeoutError',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'undefined',
  'null',
  'x'.repeat(5_000),
  '<script>alert(1)</script>',
  'throttlingexception',
  ' ThrottlingException ',
  '\u0000',
  '{"nested":"name"}',
];

function unknownException(random: Random): MutatedAnswer {
  const name = random.pick(STRANGE_NAMES);
  const status = random.pick(ERROR_STATUSES);
  const body = { __type: random.chance(0.5) ? name : `com.amazonaws.rekognition#${name}`, message: UPSTREAM_WORDS };
  return answer(`exception ${name.slice(0, 30)} with ${status}`, FAILED, { status, body: JSON.stringify(body) });
}

function lyingException(random: Random): MutatedAnswer {
  const status = random.pick(ERROR_STATUSES);
  const lies = Object.fromEntries(random.some(Object.entries(LIES), 1 + random.below(4)));
  const body = JSON.stringify({ __type: 'SomethingNewException', ...lies }).replace('"proto"', '"__proto__"');
  return answer(`lying exception ${Object.keys(lies).join('+')} with ${status}`, FAILED, { status, body });
}

const LIES: Record<string, Json> = {
  name: 'CallerLeft',
  message: { nested: ['text'] },
  Message: ['x'],
  stack: UPSTREAM_WORDS,
  cause: { code: 'ECONNREFUSED' },
  $metadata: { httpStatusCode: 200, requestId: { a: 1 }, clockSkewCorrected: true },
  $response: { statusCode: 200, headers: { 'retry-after': '1' } },
  $fault: 'client',
  $retryable: { throttling: true },
  $service: 7,
  facts: { effect: 'none' },
  row: { status: 200 },
  retry: 'contention',
  effect: 'none',
  status: 200,
  statusCode: 200,
  errno: -111,
  syscall: 'connect',
  proto: { name: 'ThrottlingException', code: 'ThrottlingException' },
  constructor: { name: 'ThrottlingException' },
  toString: 7,
  toJSON: 'x',
  then: 'x',
};

// ---- headers and transport

function lyingHeaders(random: Random, question: Question): MutatedAnswer {
  const body = JSON.stringify(trueAnswer(random, question));
  const gzipped = gzipSync(body);
  return random.pick<() => MutatedAnswer>([
    () => answer('gzip said, not done', 'either', { headers: { 'content-encoding': 'gzip' }, body }),
    () => answer('gzip said and done', 'either', { headers: { 'content-encoding': 'gzip' }, body: gzipped }),
    () => answer('gzip done, not said', INVALID, { body: gzipped }),
    () => answer('gzip cut', INVALID, { headers: { 'content-encoding': 'gzip' }, body: gzipped.subarray(0, 9) }),
    () => answer('type html', 'true', { headers: { 'content-type': 'text/html' }, body }),
    () => answer('type cbor', 'true', { headers: { 'content-type': 'application/cbor' }, body }),
    () => answer('type garbage', 'true', { headers: { 'content-type': ';;;=' }, body }),
    () => answer('with 201', 'true', { status: 201, body }),
    () => answer('204 without a body', INVALID, { status: 204, body: '' }),
    () => answer('205 without a body', INVALID, { status: 205, body: '' }),
    () =>
      answer('an exception header on 200', 'either', { headers: { 'x-amzn-errortype': 'ThrottlingException' }, body }),
    () => answer('a date long gone', 'true', { headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT' }, body }),
    () => answer('a date of nonsense', 'true', { headers: { date: 'yesterday' }, body }),
    () => answer('a long request id', INVALID, { headers: { 'x-amzn-requestid': 'r'.repeat(8_000) }, body: '{}' }),
    () => answer('markup for a request id', INVALID, { headers: { 'x-amzn-requestid': '<b>"\\u0000' }, body: '{}' }),
    () => answer('cookies', 'true', { headers: { 'set-cookie': ['a=b', 'c=d'], 'x-amzn-requestid': '' }, body }),
  ])();
}

/** Answers after which the connection is unusable. `raw` texts are sent unchanged. */
function brokenHttp(random: Random, question: Question): MutatedAnswer {
  const body = JSON.stringify(trueAnswer(random, question));
  const bytes = Buffer.byteLength(body);
  const ok = (head: string, sent = body): string => `HTTP/1.1 200 OK\r\nConnection: close\r\n${head}\r\n\r\n${sent}`;
  return random.pick<() => MutatedAnswer>([
    () => raw('nothing at all', ''),
    () => raw('half a head', 'HTTP/1.1 200 OK\r\nContent-Le'),
    () => raw('no HTTP', `SSH-2.0-OpenSSH_9.2\r\n${body}`),
    () => raw('HTTP 0.9', body),
    () => raw('a status of nonsense', `HTTP/1.1 9999999 OK\r\nContent-Length: ${bytes}\r\n\r\n${body}`),
    () =>
      raw('a status of 0', `HTTP/1.1 000 OK\r\nConnection: close\r\nContent-Length: ${bytes}\r\n\r\n${body}`, INVALID),
    () => raw('a length too great', ok(`Content-Length: ${bytes + 7}`)),
    () => raw('a length too small', ok(`Content-Length: ${bytes - 7}`), BROKEN),
    () => raw('a length below zero', ok('Content-Length: -1')),
    () => raw('two lengths', ok(`Content-Length: ${bytes}\r\nContent-Length: 3`)),
    () => raw('length and chunks', ok(`Content-Length: ${bytes}\r\nTransfer-Encoding: chunked`)),
    () => raw('a bad chunk', ok('Transfer-Encoding: chunked', `${bytes.toString(16)}\r\n${body}\r\nzz\r\n`)),
    () => raw('a missing chunk', ok('Transfer-Encoding: chunked', `${bytes.toString(16)}\r\n${body}\r\n`)),
    () => raw('a head of 80 kB', ok(`X-Long: ${'x'.repeat(80_000)}\r\nContent-Length: ${bytes}`)),
    () => raw('3,000 header lines', ok(`${'X-A: b\r\n'.repeat(3_000)}Content-Length: ${bytes}`), 'either'),
    () => raw('a control character', ok(`X-A: \u0001\r\nContent-Length: ${bytes}`)),
    () => raw('a header without a colon', ok(`nonsense\r\nContent-Length: ${bytes}`)),
    () => raw('early hints only', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
    () => raw('early hints first', `HTTP/1.1 103 Early Hints\r\n\r\n${ok(`Content-Length: ${bytes}`)}`, 'true'),
    () =>
      raw(
        // Never asked for, so undici closes the connection.
        'a 100 first',
        `HTTP/1.1 100 Continue\r\n\r\n${ok(`Content-Length: ${bytes}`)}`,
        [[502, 'upstream-connection-lost']],
      ),
    () => raw('a second answer behind', `${ok(`Content-Length: ${bytes}`)}${ok('Content-Length: 2', '{}')}`, 'either'),
  ])();
}

interface Parts {
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

function answer(kind: string, verdict: Verdict, { status = 200, headers = {}, body }: Parts): MutatedAnswer {
  return {
    kind,
    verdict,
    shown: `${status} ${JSON.stringify(headers).slice(0, 200)} ${body.toString().slice(0, 2_000)}`,
    play: (response) => {
      response.writeHead(status, { 'content-type': AWS_JSON, 'x-amzn-requestid': 'upstream-1', ...headers });
      response.end(body);
    },
  };
}

function raw(kind: string, text: string, verdict: Verdict = BROKEN): MutatedAnswer {
  return {
    kind,
    verdict,
    shown: text.slice(0, 2_000),
    play: ({ socket }) => socket?.end(text, 'latin1'),
  };
}
