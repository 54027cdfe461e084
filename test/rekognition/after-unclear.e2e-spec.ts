import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { MODEL, shapeNamed } from '../contract/model.js';
import { tenant, TestApp } from '../harness/app.js';
import { ROUTES } from '../harness/document.js';
import { HostileUpstream, type Play } from '../harness/hostile-upstream.js';
import { isWrite, refusing, type Scene, sceneOf, send } from '../harness/provocations.js';

const lost: Play = (_call, response) => void response.destroy();
/** For these, a missing resource means that the change was made. */
const DONE_WHEN_MISSING = ['deleteUser', 'deleteCollection'];
/** Never sent again, so the lost answer is what is reported. */
const NEVER_REPEATED = ['createCollection'];
/** The lost attempt is a read, so it had no effect. */
const BEGIN_WITH_A_READ = ['disassociateAllFaces'];

let upstream: HostileUpstream;
let app: TestApp;
let scene: Scene;

beforeAll(async () => {
  upstream = await HostileUpstream.start((call, response, request) => scene.play(call, response, request));
  app = await (await TestApp.start(upstream.url, { tenants: [tenant('acme')] })).warm();
});

afterAll(async () => {
  await app.close();
  await upstream.close();
});

/** Sends the scene's request: the answer to its first attempt is lost, every later one gets the exception. */
async function refusedAfterLoss(exception: string): Promise<{ status: number; code: unknown; effect: unknown }> {
  // After this time the breaker and the retry budget no longer count earlier failures.
  await app.clock.advance(60_000);
  upstream.calls.length = 0;
  const refused = refusing(exception, shapeNamed(exception).fault === true ? 500 : 400);
  scene.play = (...args) => (upstream.calls.length === 1 ? lost : refused)(...args);
  const { status, text } = await send(scene);
  const { code, effect } = (text === '' ? {} : JSON.parse(text)) as { code?: unknown; effect?: unknown };
  return { status, code, effect };
}

async function operationOf(route: (typeof ROUTES)[number]): Promise<string> {
  scene = sceneOf(app, route);
  await app.clock.advance(60_000);
  upstream.calls.length = 0;
  scene.play = refusing('AccessDeniedException');
  await send(scene);
  return upstream.calls[0]?.operation ?? '';
}

describe('A write whose first attempt lost its answer, and whose retry is rejected,', () => {
  it.each(ROUTES.filter(isWrite).map((route) => [route.operationId, route] as const))(
    'reports whether the change may have been made, for every exception: %s',
    async (operationId, route) => {
      const operation = await operationOf(route);
      const { errors = [] } = MODEL.ops[operation] ?? {};
      expect(errors.length).toBeGreaterThan(5);
      const effect = BEGIN_WITH_A_READ.includes(operationId) ? 'none' : 'unknown';
      for (const exception of errors) {
        const told = await refusedAfterLoss(exception);
        const isDone = DONE_WHEN_MISSING.includes(operationId) && exception === 'ResourceNotFoundException';
        if (isDone) expect([exception, told.status]).toEqual([exception, 204]);
        else expect([exception, told.effect]).toEqual([exception, effect]);
        if (NEVER_REPEATED.includes(operationId)) expect(told.code).toBe('upstream-connection-lost');
      }
    },
  );
});
