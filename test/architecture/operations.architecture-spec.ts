import { existsSync, globSync, readFileSync } from 'node:fs';

import * as sdk from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';

import { FAILURE_CODES, FAILURES, type FailureCode } from '../../src/failures/failures.table.js';
import { OPERATIONS } from '../../src/operations.js';
import type { OperationDefinition } from '../../src/rekognition/operation.js';
import { examplesOf, ROUTES } from '../harness/document.js';

const model = JSON.parse(readFileSync('test/contract/rekognition-model.json', 'utf8')) as {
  ops: Record<string, { input: string }>;
  shapes: Record<string, { members?: Record<string, object> }>;
};

const rows = OPERATIONS as readonly OperationDefinition[];

const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const features = globSync('src/*/*.{controller,service}.ts').map((file) => [file, readFileSync(file, 'utf8')] as const);

/** The kinds of classes that have a method of this name. */
function methodsNamed(name: string): string[] {
  const method = new RegExp(`^  (async )?${name}\\(`, 'm');
  return features.flatMap(([file, text]) => (method.test(text) ? [file.split('.').at(-2) ?? ''] : [])).sort();
}

describe('every operation', () => {
  it('is one that the service model has, and the service model has no other', () => {
    expect([...new Set(rows.map(({ name }) => name))].sort()).toEqual(Object.keys(model.ops).sort());
  });

  it('is in the list of all operations that the programs use', async () => {
    const modules = globSync('src/*/*.operations.ts').map(
      (file) => import(`../../${file}`) as Promise<Record<string, OperationDefinition>>,
    );
    const defined = (await Promise.all(modules)).flatMap((exported) => Object.values(exported));
    expect(defined.filter((definition) => !rows.includes(definition)).map(({ name }) => name)).toEqual([]);
  });

  it('says of its resource what the model says of its input', () => {
    const resourceOf = (name: string): string => {
      const { members = {} } = model.shapes[model.ops[name]!.input]!;
      if ('CollectionId' in members) return 'collection';
      return 'ResourceArn' in members ? 'tagged' : 'none';
    };
    for (const { name, resource } of rows) expect([name, resource]).toEqual([name, resourceOf(name)]);
  });

  it('has a row in the API guide', () => {
    const text = readFileSync('docs/api.md', 'utf8');
    expect(rows.filter(({ name }) => !text.includes(`| ${name} `)).map(({ name }) => name)).toEqual([]);
  });

  it('has one name from the SDK to the wire, and a file of it in every room', () => {
    for (const { name } of rows) {
      expect(model.ops).toHaveProperty(name);
      expect(Object.keys(sdk)).toContain(`${name}Command`);
      expect([name, methodsNamed(camel(name))]).toEqual([name, ['controller', 'service']]);
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
    for (const { name, repeat } of rows) {
      const hasToken = 'ClientRequestToken' in (model.shapes[model.ops[name]!.input]?.members ?? {});
      expect([name, repeat === 'token']).toEqual([name, hasToken]);
    }
  });
});

describe('a refusal that has a meaning of its own', () => {
  it('is listed once per operation, and differs from the failure table', () => {
    for (const { name, refusals } of rows) {
      const codes = refusals.map((refusal) => (typeof refusal === 'string' ? refusal : refusal.code));
      expect([name, codes]).toEqual([name, [...new Set(codes)]]);
      for (const refusal of refusals) {
        if (typeof refusal === 'string') continue;
        expect([name, refusal.code, refusal.means !== refusal.code]).toEqual([name, refusal.code, true]);
        expect([name, refusal.means ?? refusal.afterUnclear]).not.toEqual([name, undefined]);
      }
    }
  });

  it('is read again after an unclear attempt only for operations that are repeated', () => {
    const reread = rows.filter(
      ({ refusals, refusedFace }) =>
        refusedFace !== undefined || refusals.some((one) => typeof one !== 'string' && one.afterUnclear !== undefined),
    );
    expect(reread.length).toBeGreaterThan(0);
    for (const { name, repeat } of reread) expect([name, repeat]).not.toEqual([name, 'never']);
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
