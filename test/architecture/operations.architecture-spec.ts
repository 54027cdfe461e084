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
  it('is in the service model, and the service model has no others', () => {
    expect([...new Set(rows.map(({ name }) => name))].sort()).toEqual(Object.keys(model.ops).sort());
  });

  it('is in the list of all operations', async () => {
    const modules = globSync('src/*/*.operations.ts').map(
      (file) => import(`../../${file}`) as Promise<Record<string, OperationDefinition>>,
    );
    const defined = (await Promise.all(modules)).flatMap((exported) => Object.values(exported));
    expect(defined.filter((definition) => !rows.includes(definition)).map(({ name }) => name)).toEqual([]);
  });

  it('has the resource that the service model has in its input', () => {
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

  it('has one name from the SDK to the wire, and a file for each part', () => {
    for (const { name } of rows) {
      expect(model.ops).toHaveProperty(name);
      expect(Object.keys(sdk)).toContain(`${name}Command`);
      expect([name, methodsNamed(camel(name))]).toEqual([name, ['controller', 'service']]);
      expect(globSync(`test/*/${kebab(name)}.e2e-spec.ts`)).toHaveLength(1);
      expect(existsSync(`src/engine/operations/${kebab(name)}.ts`)).toBe(true);
      expect(existsSync(`test/contract/operations/${kebab(name)}.contract-spec.ts`)).toBe(true);
    }
  });

  it('is in the OpenAPI document under its name, or a name that begins with it', () => {
    const ids = ROUTES.map(({ operationId }) => operationId);
    for (const { name } of rows) expect(ids.some((id) => id.startsWith(camel(name).replace(/s$/, '')))).toBe(true);
  });

  it('is retried with a token exactly if Rekognition accepts a token', () => {
    for (const { name, repeat } of rows) {
      const hasToken = 'ClientRequestToken' in (model.shapes[model.ops[name]!.input]?.members ?? {});
      expect([name, repeat === 'token']).toEqual([name, hasToken]);
    }
  });
});

describe('An operation-specific meaning of an exception', () => {
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

  it('is applied after an unclear attempt only for operations that are retried', () => {
    const reread = rows.filter(
      ({ refusals, refusedFace }) =>
        refusedFace !== undefined || refusals.some((one) => typeof one !== 'string' && one.afterUnclear !== undefined),
    );
    expect(reread.length).toBeGreaterThan(0);
    for (const { name, repeat } of reread) expect([name, repeat]).not.toEqual([name, 'never']);
  });
});

describe('every failure', () => {
  it('has texts for callers without exception names of AWS', () => {
    for (const code of FAILURE_CODES) {
      const { title, detail, advice, status } = FAILURES[code];
      for (const words of [title, detail, advice]) expect(words).toMatch(/^[A-Z][^]{10,}$/);
      expect(`${title} ${detail} ${advice}`).not.toMatch(/Exception\b/);
      expect([code, status >= 400 && status < 600]).toEqual([code, true]);
    }
  });

  it('in the OpenAPI document is at its own status, with an example', () => {
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

  it('in the OpenAPI document is a problem, and every route has at least the common ones', () => {
    for (const { responses } of ROUTES) {
      const problems = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      expect(problems.map(([status]) => Number(status))).toEqual(expect.arrayContaining([400, 401, 403, 500, 503]));
      for (const [, { content = {} }] of problems) expect(Object.keys(content)).toEqual(['application/problem+json']);
    }
  });

  it('that a retry may solve has a Retry-After, unless the upstream failed', () => {
    for (const code of FAILURE_CODES) {
      const { status, retryable, retryAfterSeconds } = FAILURES[code];
      if (retryable && ![502, 504].includes(status))
        expect([code, retryAfterSeconds]).toEqual([code, expect.any(Number)]);
    }
  });
});
