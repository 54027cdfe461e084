import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ListCollectionsCommand } from '@aws-sdk/client-rekognition';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { type Finding, probe } from '../../../bench/probe/probe.js';
import { type AssumptionName, NOT_ASKED, type Question, QUESTIONS } from '../../../bench/probe/questions.js';
import { PROBE_PREFIX } from '../../../bench/probe/world.js';
import { ASSUMPTIONS, type Assumptions } from '../../../src/engine/assumptions.js';
import { KEYS, picture, REGION, TestEngine } from '../kit.js';

const { messages } = ASSUMPTIONS;
const NAMES = [
  ...Object.keys(ASSUMPTIONS).filter((name) => name !== 'messages'),
  ...Object.keys(messages).map((name) => `messages.${name}`),
] as AssumptionName[];

/** A changed value for each assumption that the probe checks. */
const TURNED: readonly [AssumptionName, Partial<Assumptions>][] = [
  ['repeatedFaceIds', { repeatedFaceIds: 'InvalidParameterException' }],
  ['statusWithoutFaces', { statusWithoutFaces: 'ACTIVE' }],
  ['statusWithoutChange', { statusWithoutChange: 'UPDATING' }],
  ['facesBeyondLimit', { facesBeyondLimit: 'omitted' }],
  ['facesBeyondLimit', { facesBeyondLimit: 'ServiceQuotaExceededException' }],
  ['listFacesOfAbsentUser', { listFacesOfAbsentUser: 'InvalidParameterException' }],
  ['tokenWindowMs', { tokenWindowMs: 60_000 }],
  ['pageSizes', { pageSizes: { ...ASSUMPTIONS.pageSizes, users: 100 } }],
  ['searchUsersOfAbsentUser', { searchUsersOfAbsentUser: 'InvalidParameterException' }],
  ['searchUsersOfAbsentFace', { searchUsersOfAbsentFace: 'ResourceNotFoundException' }],
  ['userAndFace', { userAndFace: 'user' }],
  ['userAndFace', { userAndFace: 'face' }],
  ['bytesAndS3Object', { bytesAndS3Object: 'bytes' }],
  ['truncatedImage', { truncatedImage: 'accepted' }],
  ['imageBeyondPixels', { imageBeyondPixels: 'accepted' }],
  ['arnErrors', { arnErrors: { ...ASSUMPTIONS.arnErrors, anotherRegion: 'InvalidParameterException' } }],
  ['arnWithoutPrefix', { arnWithoutPrefix: 'taken' }],
  ['cors', { cors: 'none' }],
  ['beyondQuota', { beyondQuota: 'ThrottlingException' }],
  ...(Object.keys(messages) as (keyof typeof messages)[]).map((name): [AssumptionName, Partial<Assumptions>] => [
    `messages.${name}`,
    { messages: { ...messages, [name]: () => 'other words' } },
  ]),
];

/** The check of the message for a full user needs the user that the check of the limit fills. */
function questionsAbout(name: AssumptionName): Question[] {
  const needed: AssumptionName[] = name === 'messages.userFull' ? ['facesBeyondLimit', name] : [name];
  return QUESTIONS.filter(({ assumption }) => needed.includes(assumption));
}

let images: string;
let engine: TestEngine;

beforeAll(() => {
  images = mkdtempSync(join(tmpdir(), 'probe-'));
  writeFileSync(join(images, 'ann.1.png'), picture('ann'));
});
afterAll(() => rmSync(images, { recursive: true }));
afterEach(async () => {
  const { CollectionIds } = await engine.client().send(new ListCollectionsCommand({}));
  await engine.close();
  expect(CollectionIds).toEqual([]);
});

async function run(questions: readonly Question[], assumptions: Partial<Assumptions> = {}): Promise<Finding[]> {
  engine = await TestEngine.start({ assumptions, quotas: { DescribeCollection: 20 } });
  return ask(questions);
}

function ask(questions: readonly Question[], signal?: AbortSignal): Promise<Finding[]> {
  const config = { endpoint: engine.url, region: REGION, credentials: { ...KEYS } };
  const wait = async (delayMs: number) => {
    await engine.control('POST', 'clock', { advanceMs: delayMs });
  };
  return probe({ config, images, wait }, { questions, ...(signal && { signal }) });
}

describe('The probe', () => {
  it('checks every assumption, or says why it does not', async () => {
    engine = await TestEngine.start();
    const asked = QUESTIONS.map(({ assumption }) => assumption);
    expect([...asked, ...Object.keys(NOT_ASKED)].toSorted()).toEqual(NAMES.toSorted());
    const turned = new Set([...TURNED.map(([name]) => name)]);
    expect(asked.filter((name) => !turned.has(name))).toEqual([]);
  });

  it('finds that every assumption holds for the engine', async () => {
    const findings = await run(QUESTIONS);
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
    expect(findings).toHaveLength(QUESTIONS.length);
  });

  it.each(TURNED.filter(([name]) => !Object.hasOwn(NOT_ASKED, name)))(
    'detects a changed assumption: %s is %j',
    async (name, assumptions) => {
      const findings = await run(questionsAbout(name), assumptions);
      expect(findings.filter(({ holds }) => !holds)).toMatchObject([{ assumption: name }]);
      expect(findings.filter(({ found }) => found.startsWith('no answer'))).toEqual([]);
    },
  );

  it('deletes its collection even if a check fails', async () => {
    engine = await TestEngine.start();
    await engine.control('PUT', 'faults', [{ operation: 'IndexFaces', fault: 'AccessDeniedException', share: 1 }]);
    const [finding] = await ask(questionsAbout('repeatedFaceIds'));
    expect(finding).toMatchObject({ holds: false, found: expect.stringMatching(/^no answer: .*AccessDenied/) });
    const { counts } = await engine.recorder();
    expect(counts['DeleteCollection']).toEqual({ ok: 1 });
  });

  it('stops between two checks and deletes its collection when it is told to stop', async () => {
    engine = await TestEngine.start();
    const stop = new AbortController();
    const stopping: Question = {
      assumption: 'cors',
      expected: 'stopped',
      ask: async ({ collectionId }) => {
        expect(collectionId).toMatch(new RegExp(`^${PROBE_PREFIX}[0-9a-f]{16}$`));
        stop.abort();
        return Promise.resolve('stopped');
      },
    };
    expect(await ask([stopping, ...QUESTIONS], stop.signal)).toHaveLength(1);
    expect((await engine.recorder()).counts['DeleteCollection']).toEqual({ ok: 1 });
  });
});
