import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { newReceiptKey } from '../../src/config/erasure-settings.js';
import type { ErasureResponse } from '../../src/people/erasures.dto.js';
import type { ReceiptClaims } from '../../src/people/receipts.js';
import { accountsOf, type Answer, tenant, TestApp } from '../harness/app.js';
import { caseCount } from '../harness/case-count.js';
import { type Fault, TestEngine } from '../harness/engine.js';
import { FakeClock } from '../harness/fake-clock.js';
import { HELD_MS } from '../harness/held-answers.js';
import { People } from '../harness/people.js';
import { Random, seedOfRun } from '../harness/random.js';

const CASES = caseCount(100, 1_000);
/** Number of erasures per world, because faces without a user stay in the collection. */
const CASES_PER_WORLD = 25;
const OPERATIONS = ['ListFaces', 'DisassociateFaces', 'DeleteUser', 'DeleteFaces'];
const PASSING = [
  'ThrottlingException',
  'InternalServerError',
  'html-502',
  'drop-before',
  'drop-after',
  'malformed',
  'truncated',
];
const FINAL = ['AccessDeniedException', 'ValidationException'];
const ACME = tenant('acme');
/** Turns of the event loop for calls and answers between two steps of the clock. */
const TURNS = 40;
const STEP_MS = 100;
/** Enough for more than a day of retries. */
const MAX_STEPS = 40_000;
const MAX_TRIES = 200;

type Erased = ErasureResponse & Record<string, unknown>;

/** Several successive processes of the service with one erasure store. */
class Lives {
  readonly clock = new FakeClock();
  app!: TestApp;
  kills = 0;
  private readonly receiptKeys = [newReceiptKey()];
  private readonly folder = mkdtempSync(join(tmpdir(), 'lives-'));

  private constructor(
    readonly engine: TestEngine,
    readonly people: People,
  ) {}

  static async begin(): Promise<Lives> {
    const engine = await TestEngine.start({ accounts: accountsOf([ACME]), latencyMs: 0, settleMs: 0 });
    const lives = new Lives(engine, new People(engine.url, ACME));
    await lives.people.collection('staff');
    await lives.startNext();
    return lives;
  }

  /**
   * Starts the next process with the current store. The previous one still makes its running changes, and perhaps more,
   * which are not recorded; a real kill would lose less.
   */
  async kill(): Promise<void> {
    const before = this.app;
    this.kills += 1;
    for (const suffix of ['', '-wal']) {
      const path = join(this.folder, `${this.kills - 1}.db${suffix}`);
      if (existsSync(path)) copyFileSync(path, join(this.folder, `${this.kills}.db${suffix}`));
    }
    await this.driven(before.close());
    await this.startNext();
  }

  /** Ends all faults. Rekognition does not change a user while an earlier change hangs. */
  async heal(): Promise<void> {
    await this.engine.heal();
    this.engine.release();
  }

  async end(): Promise<void> {
    this.engine.release();
    await this.driven(this.app.close());
    this.people.close();
    await this.engine.close();
    rmSync(this.folder, { recursive: true });
  }

  ask(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer<Erased>> {
    return this.app.ask<Erased>(path, { method: 'POST', body, headers });
  }

  /** Advances the clock until the work is done, including hanging attempts. */
  async driven<T>(work: Promise<T>): Promise<T> {
    const state = { isDone: false };
    const settled = work.finally(() => (state.isDone = true));
    settled.catch(() => undefined);
    for (let steps = 0; steps < MAX_STEPS && !state.isDone; steps += 1) await this.pass();
    if (!state.isDone) throw new Error('the work did not end');
    return settled;
  }

  async pass(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1) await setImmediate();
    await this.clock.advance(STEP_MS);
  }

  private async startNext(): Promise<void> {
    const path = join(this.folder, `${this.kills}.db`);
    const erasures = { path, keptDays: 90, receiptKeys: this.receiptKeys };
    this.app = await TestApp.start(this.engine.url, { tenants: [ACME], erasures }, this.clock);
  }
}

/** Random faults: each makes some calls of an operation fail, hang or lose their answers. */
function faultsOf(random: Random): Fault[] {
  return Array.from({ length: random.below(5) }, () => {
    const times = 1 + random.below(6);
    const operation = random.pick(OPERATIONS);
    if (random.chance(0.15)) return { operation, fault: 'latency', latencyMs: HELD_MS, times };
    if (random.chance(0.1)) return { operation: random.pick(OPERATIONS.slice(1)), fault: random.pick(FINAL), times };
    return { operation, fault: random.pick(PASSING), times };
  });
}

/** The state of a person when the erasure begins. */
interface Case {
  readonly user: string;
  /** Faces that must be gone at the end. */
  readonly faces: readonly string[];
  readonly faults: readonly Fault[];
  readonly erase: () => Promise<Answer<Erased>>;
}

/** Begins an erasure under faults, perhaps while a face is added. */
async function begun(lives: Lives, random: Random, nth: number): Promise<[Case, Answer<Erased>]> {
  const { engine, people } = lives;
  const user = `person-${nth}`;
  const ids = await people.user('staff', user, random.below(5));
  const named = random.chance(0.3) ? await people.faces('staff', user, 1) : [];
  const late = random.chance(0.3) ? await people.faces('staff', user, 1) : [];
  const faults = faultsOf(random);
  await engine.fail(...faults);
  const path = `/collections/staff/users/${user}`;
  const erase = () => lives.ask(`${path}/erasures`, { faceIds: named }, { Prefer: `wait=${1 + random.below(5)}` });
  const added = late.length > 0 ? lives.ask(`${path}/faces`, { faceIds: late }) : undefined;
  const first = await lives.driven(erase());
  const isAdded = added !== undefined && (await lives.driven(added)).body['outcome'] === 'complete';
  return [{ user, faces: [...ids, ...named, ...(isAdded ? late : [])], faults, erase }, first];
}

function hasEnded({ status, body }: Answer<Erased>): boolean {
  return status === 200 && ['done', 'already-erased'].includes(body.state);
}

/** The number of faces in the receipt. */
function facesIn({ receipt = '' }: Erased): number {
  const claims = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString()) as ReceiptClaims;
  return claims.faces.length;
}

/** The violations in a successful answer. */
async function liesOf({ people }: Lives, { user, faces }: Case, answer: Answer<Erased>): Promise<string[]> {
  const { status, body, text } = answer;
  if (status === 404) return ['it was forgotten'];
  if (status !== 200) return [];
  const all = new Set(await people.allFaces('staff'));
  const left = faces.filter((id) => all.has(id)).length;
  const hasUser = await people.facesOf('staff', user).then(
    () => true,
    () => false,
  );
  const { state, progress, problem } = body;
  const isEnded = hasEnded(answer);
  const checks: [boolean, string][] = [
    [isEnded || (state === 'stuck' && problem !== undefined), 'neither done nor stuck with a problem'],
    [left <= progress.faces - progress.deletedFaces, `${left} faces are there that it says it deleted`],
    [!(progress.userDeleted && hasUser), 'the user is there that it says it deleted'],
    [!isEnded || left === 0, `done, with ${left} faces left`],
    [!isEnded || !hasUser, 'done, with the user left'],
    [!isEnded || facesIn(body) === progress.deletedFaces, 'the receipt has other faces'],
    [!isEnded || facesIn(body) >= faces.length, 'the receipt lacks faces'],
  ];
  return checks.filter(([holds]) => !holds).map(([, fault]) => `${fault}: ${text}`);
}

/** All violations of one erasure, and how often it was stuck. */
async function erased(lives: Lives, random: Random, nth: number): Promise<{ wrong: string[]; stuck: number }> {
  const { engine } = lives;
  const [person, first] = await begun(lives, random, nth);
  const wrong: string[] = [];
  let [answer, stuck] = [first, 0];
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    wrong.push(...(await liesOf(lives, person, answer)));
    if (hasEnded(answer) || wrong.length > 0) break;
    stuck += Number(answer.status === 200);
    // The record exists: without one, nothing was changed, and a kill loses nothing.
    if ([200, 202].includes(answer.status) && random.chance(0.3)) await lives.kill();
    if (tries > 5 || stuck > 0) await lives.heal();
    for (let steps = random.below(20); steps > 0; steps -= 1) await lives.pass();
    answer = await lives.driven(person.erase());
  }
  if (!hasEnded(answer)) wrong.push(`it did not end: ${answer.text}`);
  await lives.heal();
  await engine.forgetCalls();
  return { wrong: wrong.map((text) => `${person.user}: ${text} ${JSON.stringify(person.faults)}`), stuck };
}

describe(`Each of ${CASES} erasures with random faults and kills`, () => {
  let [stuck, kills] = [0, 0];

  it.each(Array.from({ length: CASES / CASES_PER_WORLD }, (_, world) => world))(
    'ends with a correct state done or stuck, and leaves no face of an erased person (world %i)',
    async (world) => {
      const random = new Random(seedOfRun() + world);
      const lives = await Lives.begin();
      const wrong: string[] = [];
      for (let nth = 0; nth < CASES_PER_WORLD; nth += 1) {
        const found = await erased(lives, random, nth);
        wrong.push(...found.wrong);
        stuck += found.stuck;
      }
      kills += lives.kills;
      await lives.end();
      expect(`${wrong.length} wrong\n${wrong.slice(0, 10).join('\n')}`).toBe('0 wrong\n');
    },
  );

  it('is part of a run with stuck and interrupted erasures', () => {
    expect([stuck > CASES / 50, kills > CASES / 20]).toEqual([true, true]);
  });
});
