import { Lifecycle } from '../../src/http/routes/connections.js';
import type { Answer, Ask, TestApp } from './app.js';
import type { DocumentedRoute } from './document.js';
import { type ExampleRequest, exampleRequests } from './document-examples.js';
import type { Play } from './hostile-upstream.js';
import { exchange } from './raw-http.js';

/** The parts of a response that contain a problem. */
export type Told = Pick<Answer, 'status' | 'text'>;

/** A service for the provocations of one route. Its upstream answers as `play` decides. */
export interface Scene {
  readonly app: TestApp;
  readonly request: ExampleRequest;
  play: Play;
}

/** A way to cause a problem on the routes that document it. */
export interface Provocation {
  readonly code: string;
  readonly applies: (route: DocumentedRoute) => boolean;
  readonly provoke: (scene: Scene) => Promise<Told>;
}

const MUCH = 15 * 1_024 * 1_024;
const JSON_TYPE = 'application/json';

const anyRoute = (): boolean => true;
const withBody = ({ requestBody }: DocumentedRoute): boolean => requestBody !== undefined;
const withImages = ({ requestBody }: DocumentedRoute): boolean => 'multipart/form-data' in (requestBody?.content ?? {});
const hasQuery =
  (name: string) =>
  (route: DocumentedRoute): boolean =>
    route.parameters.some((parameter) => parameter.in === 'query' && parameter.name === name);
export const callsRekognition = ({ operationId }: DocumentedRoute): boolean =>
  operationId !== 'me' && !/^(list|get)Erasure/.test(operationId);
export const isWrite = ({ parameters }: DocumentedRoute): boolean =>
  parameters.some(({ name }) => name === 'Idempotency-Key');

/** Sends the route's first example with changes. Omits Idempotency-Key and Prefer, which add conditions. */
export async function send({ app, request }: Scene, { url = request.url, ...changes }: Ask & { url?: string } = {}) {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name === 'content-type'));
  const { body } = request;
  const sent = typeof body === 'string' ? { body } : body === undefined ? {} : { payload: body };
  const ask: Ask = { method: request.route.method.toUpperCase(), ...sent, ...changes };
  return app.clock.passWaits(app.ask(url, { ...ask, headers: { ...headers, ...changes.headers } }));
}

function pathOf({ request }: Scene): string {
  return request.url.split('?', 1)[0] ?? '';
}

function withQuery(url: string, query: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** Answers with an AWS exception. */
export function refusing(type: string, status = 400, Message = 'no'): Play {
  return (_call, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify({ __type: type, Message }));
}

export function answering(output: object): Play {
  return (_call, response) =>
    void response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(output));
}

function upstream(play: Play): Provocation['provoke'] {
  return (scene) => {
    scene.play = play;
    return send(scene);
  };
}

const withoutHost = (scene: Scene): Promise<Told> => sendHead(scene);
const withExpectation = (scene: Scene): Promise<Told> => sendHead(scene, 'Host: a', 'Expect: 200-maybe');

async function sendHead({ app, request }: Scene, ...headers: string[]): Promise<Told> {
  const requestLine = `${request.route.method.toUpperCase()} ${request.url} HTTP/1.1`;
  const [answer] = await exchange(app.url, `${[requestLine, 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`);
  return answer ?? { status: 0, text: '' };
}

async function tooOften(scene: Scene): Promise<Told> {
  for (let failed = 0; failed < 10; failed += 1) await send(scene, { key: 'wrong' });
  return send(scene, { key: 'wrong' });
}

async function whileClosing(scene: Scene): Promise<Told> {
  const lifecycle = scene.app.app.get(Lifecycle);
  lifecycle.phase = 'closing';
  const told = await send(scene);
  lifecycle.phase = 'ready';
  return told;
}

const unreadable: Play = (_call, response) => void response.writeHead(200).end('<html>');
const aborted: Play = (_call, response) => void response.destroy();
const face = { BoundingBox: { Width: 0.1, Height: 0.1, Left: 0.1, Top: 0.1 }, Confidence: 99 };

/** With `requireSingleFace`, the service calls DetectFaces first; `play` answers that call. */
function single(play: Play): Provocation['provoke'] {
  return (scene) => {
    scene.play = play;
    return send(scene, { url: `${pathOf(scene)}?requireSingleFace=true` });
  };
}

/** A disassociation that fails for its only face, with `Reasons`. */
function unsuccessful(...Reasons: string[]): Provocation['provoke'] {
  return (scene) => {
    scene.play = ({ input }, response, request) => {
      const failed = (input['FaceIds'] as string[]).map((FaceId) => ({ FaceId, Reasons }));
      const output = { DisassociatedFaces: [], UnsuccessfulFaceDisassociations: failed, UserStatus: 'ACTIVE' };
      answering(output)({ operation: '', input }, response, request);
    };
    return send(scene);
  };
}

const isUnlinkOfOne = ({ operationId }: DocumentedRoute): boolean => operationId === 'disassociateFace';
const namesFaces = (route: DocumentedRoute): boolean =>
  withBody(route) && !withImages(route) && /\/faces(\/(disassociate|delete))?$/.test(route.path);

/** Problems of the request pipeline, of the upstream and of single routes. */
export const PROVOCATIONS: readonly Provocation[] = [
  {
    code: 'validation-failed',
    applies: anyRoute,
    provoke: (scene) => send(scene, { url: withQuery(scene.request.url, 'unknown=1') }),
  },
  {
    code: 'malformed-url',
    applies: anyRoute,
    provoke: (scene) => send(scene, { url: `${pathOf(scene)}%zz` }),
  },
  { code: 'malformed-request', applies: anyRoute, provoke: withoutHost },
  { code: 'unauthenticated', applies: anyRoute, provoke: (scene) => send(scene, { key: '' }) },
  { code: 'insufficient-scope', applies: anyRoute, provoke: (scene) => send(scene, { key: 'no-scopes' }) },
  { code: 'too-many-attempts', applies: anyRoute, provoke: tooOften },
  {
    code: 'not-acceptable',
    applies: ({ responses }) => !('204' in responses),
    provoke: (scene) => send(scene, { headers: { accept: 'text/html' } }),
  },
  {
    code: 'uri-too-long',
    applies: anyRoute,
    provoke: (scene) => send(scene, { url: withQuery(scene.request.url, `x=${'x'.repeat(9_000)}`) }),
  },
  {
    code: 'header-fields-too-large',
    applies: anyRoute,
    provoke: (scene) => send(scene, { headers: { 'x-much': 'x'.repeat(40_000) } }),
  },
  { code: 'expectation-failed', applies: anyRoute, provoke: withExpectation },
  { code: 'shutting-down', applies: anyRoute, provoke: whileClosing },
  {
    code: 'malformed-json',
    applies: withBody,
    provoke: (scene) => send(scene, { headers: { 'content-type': JSON_TYPE }, body: '{' }),
  },
  {
    code: 'body-too-large',
    applies: (route) => withBody(route) || isWrite(route),
    provoke: (scene) => send(scene, { headers: { 'content-type': JSON_TYPE }, body: `"${'x'.repeat(MUCH)}"` }),
  },
  {
    code: 'unsupported-media-type',
    applies: withBody,
    provoke: (scene) => send(scene, { headers: { 'content-type': 'text/plain' }, body: 'x' }),
  },
  {
    code: 'malformed-multipart',
    applies: withImages,
    provoke: (scene) => send(scene, { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: 'x' }),
  },
  {
    code: 'face-ids-required',
    applies: namesFaces,
    provoke: (scene) => send(scene, { headers: { 'content-type': JSON_TYPE }, body: '{}' }),
  },
  {
    code: 'ids-in-query-and-body',
    applies: (route) => namesFaces(route) && hasQuery('faceId')(route),
    provoke: (scene) =>
      send(scene, { url: withQuery(scene.request.url, `faceId=${'0'.repeat(8)}-0000-4000-8000-000000000000`) }),
  },
  {
    code: 'delete-body-missing',
    applies: (route) => namesFaces(route) && hasQuery('faceId')(route),
    provoke: (scene) => send(scene, { headers: { 'content-type': JSON_TYPE }, body: '' }),
  },
  {
    code: 'invalid-cursor',
    applies: hasQuery('cursor'),
    provoke: (scene) => send(scene, { url: withQuery(scene.request.url, 'cursor=none') }),
  },
  { code: 'no-face-in-image', applies: hasQuery('requireSingleFace'), provoke: single(answering({ FaceDetails: [] })) },
  {
    code: 'several-faces',
    applies: hasQuery('requireSingleFace'),
    provoke: single(answering({ FaceDetails: [face, face] })),
  },
  {
    code: 'invalid-parameter',
    applies: hasQuery('requireSingleFace'),
    provoke: single(refusing('InvalidParameterException')),
  },
  {
    code: 'image-too-small',
    applies: withImages,
    provoke: (scene) => {
      const image = Buffer.alloc(24, 0);
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(image);
      const names = Object.keys(JSON.parse(scene.request.body as string) as object).filter((name) =>
        /image$/i.test(name),
      );
      const images = names.map((name) => [name, { bytes: image.toString('base64') }]);
      return send(scene, { headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(Object.fromEntries(images)) });
    },
  },
  {
    code: 'no-face-in-image',
    applies: ({ operationId }) => /^(compareFaces|searchFacesByImage)$/.test(operationId),
    provoke: upstream(refusing('InvalidParameterException', 400, 'There are no faces in the image')),
  },
  {
    code: 'face-not-found',
    applies: ({ operationId }) => /^(searchFaces|searchUsersByFace)$/.test(operationId),
    provoke: upstream(refusing('InvalidParameterException', 400, 'faceId was not found in the collection')),
  },
  { code: 'face-not-found', applies: isUnlinkOfOne, provoke: unsuccessful('FACE_NOT_FOUND') },
  {
    code: 'associated-to-a-different-user',
    applies: isUnlinkOfOne,
    provoke: unsuccessful('ASSOCIATED_TO_A_DIFFERENT_USER'),
  },
  { code: 'unsuccessful-faces', applies: isUnlinkOfOne, provoke: unsuccessful('SOMETHING_NEW') },
  { code: 'tenant-credentials', applies: callsRekognition, provoke: upstream(refusing('UnrecognizedClientException')) },
  { code: 'upstream-connection-lost', applies: callsRekognition, provoke: upstream(aborted) },
  {
    code: 'upstream-invalid-answer',
    applies: callsRekognition,
    provoke: upstream(unreadable),
  },
];

export function sceneOf(app: TestApp, route: DocumentedRoute): Scene {
  const [request] = exampleRequests(route);
  if (request === undefined) throw new Error(`${route.operationId} has no example`);
  return { app, request, play: refusing('AccessDeniedException') };
}
