import { existsSync, readFileSync } from 'node:fs';

import { afterAll, describe, expect, it } from '@jest/globals';

import { ASSUMPTIONS } from '../../../src/engine/assumptions.js';

const PAGE = readFileSync('docs/engine-rules.md', 'utf8');

interface Rule {
  readonly rule: string;
  readonly heldBy: string;
}

const RULES: readonly Rule[] = PAGE.split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (rule|-+) /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, rule = '', heldBy = '']) => ({ rule, heldBy }));

const TEST = /^`([a-z0-9/-]+)` › (.+)$/;
const ASSUMED = /^assumption `([a-zA-Z0-9.]+)`$/;
const LEFT_OUT = /^not emulated: .{5,}$/;

/** The titles of a suite. Formatting may wrap what is before a title, but never a title. */
function titlesOf(suite: string): string[] {
  const file = `test/contract/${suite}.contract-spec.ts`;
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const opened =
    /(?:\b(?:it|itEngine|describe|describeEngine)|\]\)|\))\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|`([^`]*)`),/g;
  return [...text.matchAll(opened)].map(([, single, double, template]) => single ?? double ?? template ?? '');
}

function isAssumption(name: string): boolean {
  const [member = '', message] = name.split('.');
  return message === undefined
    ? Object.hasOwn(ASSUMPTIONS, member) && member !== 'messages'
    : Object.hasOwn(ASSUMPTIONS.messages, message);
}

const count = (pattern: RegExp) => RULES.filter(({ heldBy }) => pattern.test(heldBy)).length;

afterAll(() => {
  const [tested, assumed, leftOut] = [TEST, ASSUMED, LEFT_OUT].map(count);
  const share = Math.round((100 * tested!) / RULES.length);
  process.stdout.write(
    `Rules of Rekognition: ${tested} of ${RULES.length} tested (${share} %), ${assumed} assumed, ${leftOut} not emulated\n`,
  );
});

describe('The page of rules', () => {
  it('has rules of the user operations, IndexFaces, errors and quotas, each with a test, an assumption or a note', () => {
    const headings = [...PAGE.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    const users = ['CreateUser', 'DeleteUser', 'ListUsers', 'AssociateFaces', 'DisassociateFaces'];
    const searches = ['SearchUsers', 'SearchUsersByImage'];
    expect(headings).toEqual([...users, ...searches, 'IndexFaces', 'Errors', 'Quotas']);
    const unknown = RULES.filter(({ heldBy }) => ![TEST, ASSUMED, LEFT_OUT].some((pattern) => pattern.test(heldBy)));
    expect(unknown).toEqual([]);
    expect(RULES.length).toBeGreaterThan(100);
  });

  it('names only existing tests', () => {
    const missing = RULES.flatMap(({ rule, heldBy }) => {
      const [, suite = '', title = ''] = TEST.exec(heldBy) ?? [];
      return suite === '' || titlesOf(suite).some((each) => each.includes(title)) ? [] : [`${rule} ${heldBy}`];
    });
    expect(missing).toEqual([]);
  });

  it('names only existing assumptions', () => {
    const names = RULES.flatMap(({ heldBy }) => ASSUMED.exec(heldBy)?.[1] ?? []);
    expect(names.filter((name) => !isAssumption(name))).toEqual([]);
  });

  it('has no duplicate rule for one operation', () => {
    for (const section of PAGE.split('\n## ').slice(1)) {
      const rules = [...section.matchAll(/^\| ([^|]+?) +\|/gm)].map(([, rule]) => rule);
      expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
    }
  });
});
