import { request as httpRequest } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { DEMO_SEED, seedDemo } from '../../src/demo/demo-people.js';
import { tenant, TestApp } from '../harness/app.js';
import { caseCount } from '../harness/case-count.js';
import { answerFaults, type DocumentedRoute, ROUTES, statusesOf } from '../harness/document.js';
import { TestEngine } from '../harness/engine.js';
import { HostileUpstream, type Play } from '../harness/hostile-upstream.js';
import { mutatedText } from '../harness/mutated-answers.js';
import { People } from '../harness/people.js';
import { problemFaults } from '../harness/problem-rules.js';
import { callsRekognition, type Scene, sceneOf, send } from '../harness/provocations.js';
import { Random, seedOfRun } from '../harness/random.js';

const ANSWERS_PER_ROUTE = caseCount(150, 10 * 150);
const ACCOUNT = { accountId: '111122223333', accessKeyId: 'test', secretAccessKey: 'test' };
/** Maximum number of retries of one erasure; each waits a second. */
const MAX_TRIES = 100;
/** After this time the breaker is closed and its counts are empty. */
const A_WHILE_MS = 60_000;
/** The response of ListFaces for routes that normally do not call it. */
const NO_FACES = '{"Faces":[]}';
/** A response without a searched face means that the image shows none. */
const BELIEVED: Readonly<Record<string, string>> = { searchUsersByImage: 'no-face-in-image' };
// An erasure continues in the background after its answer, so its calls are answered by a real engine, see below.
const CALLING = ROUTES.filter((route) => callsRekognition(route) && route.operationId !== 'eraseUser');

/** Rekognition's real responses by operation; some routes make several calls. */
type TrueAnswers = ReadonlyMap<string, string>;

let engine: TestEngine;
let upstream: HostileUpstream;
let app: TestApp;
let scene: Scene;

beforeAll(async () => {
  engine = await TestEngine.start({ seed: DEMO_SEED, accounts: [ACCOUNT], latencyMs: 0, settleMs: 0 });
  await seedDemo(engine.url);
  upstream = await HostileUpstream.start((call, response, request) => scene.play(call, response, request));
  const credentials = { kind: 'static', read: () => ACCOUNT } as const;
  app = await (await TestApp.start(upstream.url, { tenants: [tenant('acme', { credentials })] })).warm();
});

afterAll(async () => {
  await app.close();
  await upstream.close();
  await engine.close();
});

/** Forwards calls to the engine unchanged, and records its responses. */
function recordingInto(answers: Map<string, string>): Play {
  return ({ operation, input }, response, { headers }) => {
    const onward = httpRequest(engine.url, { method: 'POST', headers }, (said) => {
      const chunks: Buffer[] = [];
      said.on('data', (chunk: Buffer) => chunks.push(chunk));
      said.on('end', () => {
        const body = Buffer.concat(chunks);
        answers.set(operation, body.toString());
        response.writeHead(said.statusCode ?? 500, said.headers).end(body);
      });
    });
    onward.end(JSON.stringify(input));
  };
}

/** Without waiting for a status, which would last until the deadline if the response has another status. */
function urlOf({ request: { url } }: Scene): string {
  return url.replace(/[?&]waitFor=\w+/, '');
}

async function trueAnswersOf(route: DocumentedRoute): Promise<TrueAnswers> {
  const answers = new Map<string, string>();
  scene = { ...sceneOf(app, route), play: recordingInto(answers) };
  const { status, text } = await send(scene, { url: urlOf(scene) });
  expect([text, statusesOf(route)]).toEqual([text, expect.arrayContaining([String(status)])]);
  return answers;
}

/** Returns the real responses, except for one that was modified. */
function lyingOnce(answers: TrueAnswers, operation: string, lie: string): Play {
  return (call, response) => {
    const body = call.operation === operation ? lie : (answers.get(call.operation) ?? NO_FACES);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
  };
}

function idsIn(text: string): { userId: string; faceIds: string[] } {
  const [, userId = 'ann'] = /"UserId":"([^"]*)"/.exec(text) ?? [];
  const faceIds = [...text.matchAll(/"FaceId":"([^"]*)"/g)].map(([, id = '']) => id);
  return { userId, faceIds: faceIds.length > 0 ? faceIds : ['-'] };
}

/** The allowed effects of a failed request: a route that reads first may have failed before its first change. */
function effectsOf({ operationId }: DocumentedRoute): readonly string[] {
  const changes = upstream.calls.filter(({ operation }) => !/^(?:List|Search|Describe|Detect|Compare)/.test(operation));
  if (changes.length === 0) return ['none'];
  return operationId === 'disassociateAllFaces' ? ['partial', 'unknown'] : ['unknown'];
}

/** All violations in the answer to a caller after a modified response. */
async function faultsAfter(route: DocumentedRoute): Promise<string[]> {
  await app.clock.advance(A_WHILE_MS);
  upstream.calls.length = 0;
  const { status, headers, text } = await send(scene, { url: urlOf(scene) });
  const documented = answerFaults(route, { status, headers, text });
  if (status < 400) return documented;
  const { code, effect } = JSON.parse(text) as { code: string; effect: string };
  const checks: [boolean, string][] = [
    [BELIEVED[route.operationId] === code || status === 502, 'is no fault of the upstream'],
    [status !== 502 || effectsOf(route).includes(effect), `has the effect ${effect}`],
  ];
  const faults = checks.filter(([holds]) => !holds).map(([, fault]) => `${fault}: ${text}`);
  return [...documented, ...problemFaults({ status, headers: Object.fromEntries(headers), text }), ...faults];
}

describe('A modified response of Rekognition', () => {
  it.each(CALLING.map((route) => [route.operationId, route] as const))(
    'is returned as documented or rejected: %s',
    async (_name, route) => {
      const answers = await trueAnswersOf(route);
      const random = new Random(seedOfRun());
      const faults: string[] = [];
      for (let count = 0; count < ANSWERS_PER_ROUTE; count += 1) {
        const operation = random.pick([...answers.keys()]);
        const { text, done } = mutatedText(
          answers.get(operation)!,
          1 + random.below(2),
          random,
          idsIn(answers.get(operation)!),
        );
        scene = { ...scene, play: lyingOnce(answers, operation, text) };
        const found = await faultsAfter(route);
        if (found.length > 0) faults.push(`${operation} ${done.join('+')}: ${text}\n  ${found.join('\n  ')}`);
      }
      expect(`${faults.length} wrong\n${faults.slice(0, 5).join('\n')}`).toBe('0 wrong\n');
    },
  );
});

describe('An erasure with one modified response', () => {
  const LIES = caseCount(30, 300);
  const [route] = ROUTES.filter(({ operationId }) => operationId === 'eraseUser');

  /** Forwards calls, and modifies the first response of one operation. */
  function lyingTo(operation: string, random: Random): Play {
    let hasLied = false;
    return (call, response, { headers }) => {
      const onward = httpRequest(engine.url, { method: 'POST', headers }, (said) => {
        const chunks: Buffer[] = [];
        said.on('data', (chunk: Buffer) => chunks.push(chunk));
        said.on('end', () => {
          const truth = Buffer.concat(chunks).toString();
          const isLie = !hasLied && call.operation === operation;
          hasLied ||= isLie;
          const text = isLie ? mutatedText(truth, 1 + random.below(2), random, idsIn(truth)).text : truth;
          response.writeHead(said.statusCode ?? 500, { 'content-type': 'application/x-amz-json-1.1' }).end(text);
        });
      });
      onward.end(JSON.stringify(call.input));
    };
  }

  it('is reported as documented, ends, and leaves no face of the person', async () => {
    const random = new Random(seedOfRun());
    const people = new People(engine.url, tenant('acme', { credentials: { kind: 'static', read: () => ACCOUNT } }));
    const faults: string[] = [];
    for (let nth = 0; nth < LIES; nth += 1) {
      const user = `lied-about-${nth}`;
      const ids = await people.user('staff', user, 2);
      const operation = random.pick(['ListFaces', 'DisassociateFaces', 'DeleteUser', 'DeleteFaces']);
      scene = { ...scene, play: lyingTo(operation, random) };
      const erase = () =>
        app.ask(`/collections/staff/users/${user}/erasures`, {
          method: 'POST',
          body: {},
          headers: { Prefer: 'wait=1' },
        });
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const [{ status, headers, text, body } = await erase()] = await app.settled([erase()]);
        faults.push(
          ...answerFaults(route!, { status, headers, text }).map((fault) => `${operation}: ${fault} ${text}`),
        );
        if (status === 200 && body['state'] !== 'stuck') break;
        if (tries === MAX_TRIES - 1) faults.push(`${operation}: it did not end: ${text}`);
      }
      const left = await people.allFaces('staff');
      if (ids.some((id) => left.includes(id))) faults.push(`${operation}: faces are left`);
    }
    people.close();
    expect(`${faults.length} wrong\n${faults.slice(0, 5).join('\n')}`).toBe('0 wrong\n');
  });
});
