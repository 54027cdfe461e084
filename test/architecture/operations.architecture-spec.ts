import { existsSync, globSync, readFileSync } from 'node:fs';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { FAILURE_CODES, FAILURES, type FailureCode } from '../../src/failures/failures.table.js';
import type { OperationDefinition } from '../../src/rekognition/operation.js';
import { examplesOf, ROUTES } from '../harness/document.js';

const model = JSON.parse(readFileSync('test/contract/rekognition-model.json', 'utf8')) as {
  ops: Record<string, object>;
};

let rows: OperationDefinition[];

beforeAll(async () => {
  const modules = globSync('src/*/*.operations.ts').map(
    (file) => import(`../../${file}`) as Promise<Record<string, unknown>>,
  );
  rows = (await Promise.all(modules)).flatMap((exported) => Object.values(exported) as OperationDefinition[]);
});

const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

describe('every operation', () => {
  it('is found', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual([
      'AssociateFaces',
      'CompareFaces',
      'CreateCollection',
      'CreateUser',
      'DeleteCollection',
      'DeleteFaces',
      'DeleteUser',
      'DescribeCollection',
      'DetectFaces',
      'DisassociateFaces',
      'IndexFaces',
      'ListCollections',
      'ListFaces',
      'ListTagsForResource',
      'ListUsers',
      'SearchFaces',
      'SearchFacesByImage',
      'SearchUsers',
      'SearchUsersByImage',
      'TagResource',
      'UntagResource',
    ]);
  });

  it('has one name from the SDK to the wire, and a file of it in every room', () => {
    for (const { name, command } of rows) {
      expect(model.ops).toHaveProperty(name);
      expect(command.name).toBe(`${name}Command`);
      expect(globSync(`src/*/dto/${kebab(name)}.dto.ts`)).toHaveLength(1);
      expect(globSync(`test/*/${kebab(name)}.e2e-spec.ts`)).toHaveLength(1);
      expect(existsSync(`src/engine/operations/${kebab(name)}.ts`)).toBe(true);
      expect(existsSync(`test/contract/operations/${kebab(name)}.contract-spec.ts`)).toBe(true);
    }
  });

  it('is in the document under its name, or a name that begins with it', () => {
    const ids = ROUTES.map(({ operationId }) => operationId);
    for (const { name } of rows) expect(ids.some((id) => id.startsWith(camel(name).replace(/s$/, '')))).toBe(true);
  });

  it('of which Rekognition knows a token is repeated with one, and no other', () => {
    const shapes = (
      JSON.parse(readFileSync('test/contract/rekognition-model.json', 'utf8')) as {
        shapes: Record<string, { members?: Record<string, object> }>;
      }
    ).shapes;
    for (const { name, repeat } of rows) {
      const hasToken = 'ClientRequestToken' in (shapes[`${name}Request`]?.members ?? {});
      expect([name, repeat === 'token']).toEqual([name, hasToken]);
    }
  });
});

describe('what an operation makes of answers after an unclear attempt', () => {
  it('concerns refusals that it documents, of operations that are repeated', () => {
    for (const { name, afterUnclear = {}, refusals, repeat } of rows) {
      const codes = Object.keys(afterUnclear.refusals ?? {});
      expect([name, codes.filter((code) => !refusals.includes(code as FailureCode))]).toEqual([name, []]);
      if (codes.length > 0) expect([name, repeat]).not.toEqual([name, 'never']);
    }
  });

  it('documents the reasons that its rewriting of answers accepts, and no others', () => {
    for (const { name, afterUnclear = {} } of rows) {
      expect([name, afterUnclear.reasons !== undefined]).toEqual([name, afterUnclear.answer !== undefined]);
    }
  });
});

describe('every failure', () => {
  it('has words for callers that hold no exception names of AWS', () => {
    for (const code of FAILURE_CODES) {
      const { title, detail, advice, status } = FAILURES[code];
      for (const words of [title, detail, advice]) expect(words).toMatch(/^[A-Z][^]{10,}$/);
      expect(`${title} ${detail} ${advice}`).not.toMatch(/Exception\b/);
      expect([code, status >= 400 && status < 600]).toEqual([code, true]);
    }
  });

  it('of the document stands at its own status, with an example of itself', () => {
    for (const { operationId, responses } of ROUTES) {
      for (const [status, { content = {} }] of Object.entries(responses)) {
        for (const [code, example] of examplesOf(content['application/problem+json'] ?? { schema: {} })) {
          const row = FAILURES[code as FailureCode];
          const value = example as { code: string; status: number };
          expect([operationId, code, value.code, value.status, status]).toEqual([
            operationId,
            code,
            code,
            row.status,
            String(row.status),
          ]);
        }
      }
    }
  });

  it('of the document is told as a problem, and every route has at least the ones of any route', () => {
    for (const { responses } of ROUTES) {
      const problems = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      expect(problems.map(([status]) => Number(status))).toEqual(expect.arrayContaining([400, 401, 403, 500, 503]));
      for (const [, { content = {} }] of problems) expect(Object.keys(content)).toEqual(['application/problem+json']);
    }
  });

  it('that retrying may help names the seconds to wait, unless it is the upstream that failed', () => {
    for (const code of FAILURE_CODES) {
      const { status, retryable, retryAfterSeconds } = FAILURES[code];
      if (retryable && ![502, 504].includes(status))
        expect([code, retryAfterSeconds]).toEqual([code, expect.any(Number)]);
    }
  });
});
