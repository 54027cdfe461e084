import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { Secrets } from '../../src/config/secrets.js';
import { KeptAnswers } from '../../src/http/idempotency/idempotency.js';
import { AuditVerifier } from '../../src/audit/audit-verifier.js';
import { accountsOf, tenant, TestApp } from '../harness/app.js';
import { AuditFolder } from '../harness/audit.js';
import { TestEngine } from '../harness/engine.js';
import { People } from '../harness/people.js';

const ACME = tenant('acme');
const [OLD, NEW] = ['o'.repeat(32), 'n'.repeat(32)];
const COLLECTIONS = ['a', 'b', 'c', 'd', 'e'];

/** The secrets of two pods during the rollout of a step: the previous ones and the new ones. */
const STEPS: readonly (readonly [step: string, before: readonly string[], after: readonly string[]])[] = [
  ['append', [OLD], [OLD, NEW]],
  ['promote', [OLD, NEW], [NEW, OLD]],
  ['drop', [NEW, OLD], [NEW]],
];

function secretsOf(lines: readonly string[]): Secrets {
  return Secrets.of(lines.map((line) => Buffer.from(line)));
}

interface Page extends Record<string, unknown> {
  items: { collectionId: string }[];
  nextCursor?: string;
}

let engine: TestEngine;

beforeAll(async () => {
  engine = await TestEngine.start({ accounts: accountsOf([ACME]) });
  const people = new People(engine.url, ACME);
  for (const id of COLLECTIONS) await people.collection(id);
  people.close();
});
afterAll(() => engine.close());

describe('cursors', () => {
  const pods: TestApp[] = [];

  async function start(...files: (readonly string[])[]): Promise<void> {
    for (const lines of files) {
      pods.push(await TestApp.start(engine.url, { tenants: [ACME], secrets: secretsOf(lines) }));
    }
  }
  afterEach(async () => {
    for (const pod of pods.splice(0)) await pod.close();
  });

  /** Reads the list in pages of one item, alternating between the pods. */
  async function walk(first: number): Promise<(string | number)[]> {
    const met: (string | number)[] = [];
    let path: string | undefined = '/collections?limit=1';
    for (let turn = first; path !== undefined; turn += 1) {
      const { status, body }: { status: number; body: Page } = await pods[turn % pods.length]!.ask<Page>(path);
      met.push(...(status === 200 ? body.items.map(({ collectionId }) => collectionId) : [status]));
      path = body.nextCursor === undefined ? undefined : `/collections?limit=1&cursor=${body.nextCursor}`;
    }
    return met;
  }

  it.each(STEPS)('work on both pods while "%s" is rolled out', async (_step, before, after) => {
    await start(before, after);
    expect([await walk(0), await walk(1)]).toEqual([COLLECTIONS, COLLECTIONS]);
  });

  it('break if a new secret is put first immediately, so it must be appended', async () => {
    await start([OLD], [NEW, OLD]);
    expect([await walk(0), await walk(1)]).toEqual([
      ['a', 'b', 400],
      ['a', 400],
    ]);
  });
});

describe('stored answers of keyed writes', () => {
  it.each(STEPS)('can be read on both pods while "%s" is rolled out', (_step, before, after) => {
    const [one, other] = [before, after].map((lines) => new KeptAnswers({ secrets: secretsOf(lines) }));
    for (const body of [undefined, { done: 1 }, { done: 'x'.repeat(100_000) }]) {
      const answer = { status: 200, body };
      expect(other!.open(one!.close(answer, 'write'), 'write')).toEqual(answer);
      expect(one!.open(other!.close(answer, 'write'), 'write')).toEqual(answer);
    }
  });
});

describe('the audit', () => {
  let audit: AuditFolder;

  beforeEach(() => {
    audit = AuditFolder.make();
  });
  afterEach(() => audit.remove());

  function verify(lines: readonly string[]): void {
    const verifier = new AuditVerifier({ keys: secretsOf(lines).keysFor('audit') });
    for (const line of audit.text.split('\n').slice(0, -1)) {
      verifier.check({ place: line, bytes: Buffer.from(line), isEnded: true });
    }
    verifier.finish();
  }

  it('continues in one chain over all steps, and is verified with both secrets', async () => {
    const files = [[OLD], [OLD, NEW], [NEW, OLD], [NEW]];
    for (const lines of files) {
      const settings = { ...audit.settings, secrets: secretsOf(lines) };
      const app = await TestApp.start(engine.url, { tenants: [ACME], ...settings });
      await app.ask('/collections/a/users', { method: 'POST', body: {} });
      await app.close();
    }
    const starts = audit.lines.filter(({ event }) => event === 'start');
    expect(starts.map((line) => (line as unknown as { chain: string }).chain)).toEqual([
      'begins',
      ...['continues', 'continues', 'continues'],
    ]);
    verify([NEW, OLD]);
    expect(() => verify([NEW])).toThrow();
  });
});
