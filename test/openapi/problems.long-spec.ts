import { globSync, readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { FAILURE_CODES } from '../../src/failures/failures.table.js';
import { MODEL, shapeNamed } from '../contract/model.js';
import { apiKey, tenant, TestApp } from '../harness/app.js';
import { answerFaults, type DocumentedRoute, problemCodesOf, ROUTES } from '../harness/document.js';
import { HostileUpstream } from '../harness/hostile-upstream.js';
import {
  callsRekognition,
  isWrite,
  PROVOCATIONS,
  refusing,
  type Scene,
  sceneOf,
  send,
  type Told,
} from '../harness/provocations.js';

/** Problems that a single request cannot cause, by route. Other suites test them. */
const SHOWN_ELSEWHERE: readonly (readonly [applies: (route: DocumentedRoute) => boolean, codes: readonly string[]])[] = [
  [() => true, ['internal', 'request-timeout', 'issuer-unavailable']],
  [
    callsRekognition,
    [
      'tenant-misconfigured',
      'credentials-unavailable',
      'upstream-timeout',
      'upstream-unreachable',
      'deadline-passed',
      'rate-limited',
      'circuit-open',
      'busy',
    ],
  ],
  [
    isWrite,
    ['idempotency-key-reused', 'request-in-progress', 'outcome-unknown', 'idempotency-unavailable', 'audit-unavailable'],
  ],
  [({ operationId }) => /^(createUser|associateFaces|indexFaces|eraseUser)$/.test(operationId), ['user-being-erased']],
  [
    ({ operationId }) => /^(createUser|associateFaces|indexFaces)$|Erasure|eraseUser/.test(operationId),
    ['erasure-unavailable'],
  ],
  // Its first call is ListFaces, which never conflicts with another change.
  [({ operationId }) => operationId === 'disassociateAllFaces', ['user-busy']],
  [({ operationId }) => /^getErasure/.test(operationId), ['resource-not-found']],
  // Its first call is a listing, which is never in conflict.
  [({ operationId }) => operationId === 'disassociateAllFaces', ['user-busy']],
  [({ operationId }) => operationId === 'eraseUser', ['associated-to-a-different-user', 'audit-unavailable']],
  [({ responses }) => JSON.stringify(responses['200'] ?? {}).includes('"outcome"'), ['unsuccessful-faces']],
];

/** Problems that no documented route can return. */
const OF_NO_ROUTE = ['route-not-found', 'method-not-allowed', 'client-closed-request'];

let upstream: HostileUpstream;
let scene: Scene;

beforeAll(async () => {
  upstream = await HostileUpstream.start((call, response, request) => scene.play(call, response, request));
});

afterAll(() => upstream.close());

async function withScene<T>(route: DocumentedRoute, work: (scene: Scene) => Promise<T>): Promise<T> {
  const acme = tenant('acme');
  const tenants = [{ ...acme, apiKeys: [...acme.apiKeys, apiKey('no-scopes', [])] }];
  const app = await (await TestApp.start(upstream.url, { tenants })).warm();
  scene = sceneOf(app, route);
  try {
    return await work(scene);
  } finally {
    await app.close();
  }
}

function codeOf({ text }: Told): string {
  return (JSON.parse(text) as { code: string }).code;
}

/** The codes that the route returns for each exception of the operation in AWS's model. */
async function codesOfModel(route: DocumentedRoute): Promise<Set<string>> {
  const codes = new Set([await codeOfException(route, 'AccessDeniedException')]);
  const { errors = [] } = MODEL.ops[upstream.calls[0]?.operation ?? ''] ?? {};
  for (const exception of errors) codes.add(await codeOfException(route, exception));
  expect(errors.length).toBeGreaterThan(5);
  return codes;
}

async function codeOfException(route: DocumentedRoute, exception: string): Promise<string> {
  // After this time the breaker's counts are empty.
  await scene.app.clock.advance(60_000);
  upstream.calls.length = 0;
  scene.play = refusing(exception, shapeNamed(exception).fault === true ? 500 : 400);
  const answer = await send(scene);
  expect([exception, answerFaults(route, answer)]).toEqual([exception, []]);
  return codeOf(answer);
}

describe('the problems that an operation documents', () => {
  it.each(ROUTES.map((route) => [route.operationId, route] as const))(
    'are exactly the ones that it can return: %s',
    (_name, route) =>
      withScene(route, async () => {
        const possible = callsRekognition(route) ? await codesOfModel(route) : new Set<string>();
        for (const { code, provoke } of PROVOCATIONS.filter(({ applies }) => applies(route))) {
          await scene.app.clock.advance(60_000);
          expect([code, codeOf(await provoke(scene))]).toEqual([code, code]);
          possible.add(code);
        }
        for (const [applies, codes] of SHOWN_ELSEWHERE) if (applies(route)) codes.forEach((code) => possible.add(code));
        expect(problemCodesOf(route).sort()).toEqual([...possible].sort());
      }),
  );

  it('are tested by other suites if they do not occur here', () => {
    const suites = globSync('test/**/*.{e2e,long}-spec.ts').filter((file) => !file.includes('test/openapi/'));
    const texts = suites.map((file) => readFileSync(file, 'utf8')).join('');
    const codes = SHOWN_ELSEWHERE.flatMap(([, each]) => each);
    expect(codes.filter((code) => !new RegExp(`['"\` ]${code}['"\` ]`).test(texts))).toEqual([]);
  });

  it('are all problems, except those that no route can return', () => {
    const documented = new Set(ROUTES.flatMap(problemCodesOf));
    expect(FAILURE_CODES.filter((code) => !documented.has(code)).sort()).toEqual([...OF_NO_ROUTE].sort());
  });
});
