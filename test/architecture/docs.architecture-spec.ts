import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

import { loadConfig } from '../../src/config/load-config.js';
import { sessionPolicyOf } from '../../src/config/session-policy.js';
import { ruleFaults, shapeFaults } from '../../src/config/tenants-file/tenants-file-faults.js';
import type { TenantsFile } from '../../src/config/tenants-file/tenants-file.schema.js';
import { OPERATIONS } from '../../src/operations.js';
import { STAGES } from '../../src/http/request-pipeline.js';

const ENVIRONMENT = {
  REKOGNITION: 'aws',
  ACME_ID: 'AKIAACME',
  ACME_SECRET: 'secret',
  GLOBEX_ID: 'AKIAGLOBEX',
  GLOBEX_SECRET: 'secret',
  ACME_EXTERNAL_ID: 'external',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
};

describe('the page about tenants', () => {
  const page = readFileSync('docs/tenants.md', 'utf8');
  const examples = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text);
  let folder: string;
  let token: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tenants-page-'));
    token = join(folder, 'token');
    writeFileSync(token, 'what Kubernetes writes into the pod');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has examples that the service accepts unchanged', () => {
    expect(examples.length).toBeGreaterThan(5);
    for (const [index, text] of examples.entries()) {
      const path = join(folder, `${index}.yaml`);
      writeFileSync(path, text.replace('/var/run/secrets/eks.amazonaws.com/serviceaccount/token', token));
      expect(() =>
        loadConfig({ ...ENVIRONMENT, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: token, TENANTS_FILE: path }, OPERATIONS),
      ).not.toThrow();
    }
  });

  it('has an example for each kind of credentials', () => {
    const kinds = examples.flatMap((text) =>
      (parse(text) as { tenants: { credentials: object }[] }).tenants.flatMap(({ credentials }) =>
        Object.keys(credentials),
      ),
    );
    expect([...new Set(kinds)].sort()).toEqual(['assumeRole', 'container', 'default', 'static', 'webIdentity']);
  });
});

describe('the page about replicas', () => {
  const page = readFileSync('docs/replicas.md', 'utf8');
  const [, envoy = ''] = /^ +```yaml envoy\n([^]*?)^ +```$/m.exec(page) ?? [];
  const { route } = parse(envoy) as {
    route: {
      hash_policy: [{ header: { regex_rewrite: { pattern: { regex: string }; substitution: string } } }];
    };
  };
  const { pattern, substitution } = route.hash_policy[0].header.regex_rewrite;
  const hashed = (path: string): string => path.replace(new RegExp(pattern.regex), substitution.replace('\\1', '$1'));

  it.each([
    ['/collections/staff/users/ann/faces/1', '/collections/staff/users/ann'],
    ['/collections/staff/users/ann/faces?faceId=1', '/collections/staff/users/ann'],
    ['/collections/staff/users/ann?x=/y', '/collections/staff/users/ann'],
    ['/collections/staff/users/ben', '/collections/staff/users/ben'],
    ['/collections', '/collections'],
    ['/', '/'],
  ])('has a rewrite with which Envoy hashes %s as %s', (path, expected) => {
    expect(hashed(path)).toBe(expected);
  });
});

describe('the page about Kubernetes', () => {
  const page = readFileSync('docs/kubernetes.md', 'utf8');
  const block = (mark: string): string =>
    new RegExp(`^\`\`\`${mark}\\n([^]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? `no block ${mark}`;

  it('uses values of the chart that the checks render and validate', () => {
    const [, ...lines] = readFileSync('helm/rekognition-facade/ci/kubernetes-values.yaml', 'utf8').split('\n');
    expect(block('yaml values')).toBe(lines.join('\n'));
  });

  it('has a tenants file that the service accepts, on the roles of its policies', () => {
    const file = parse(block('yaml')) as TenantsFile;
    expect([...shapeFaults(file), ...ruleFaults(file, OPERATIONS)]).toEqual([]);
    const role = parse(block('yaml values')) as { serviceAccount: { annotations: Record<string, string> } };
    expect(file.tenants.map(({ credentials }) => credentials.webIdentity?.roleArn)).toContain(
      role.serviceAccount.annotations['eks.amazonaws.com/role-arn'],
    );
  });

  it('grants a tenant exactly the permissions of a session policy', () => {
    const tenant = { awsAccount: '111122223333', region: 'eu-west-1', s3: [] };
    const policy = sessionPolicyOf({ ...tenant, view: { kind: 'prefix', prefix: 'acme.' } }, OPERATIONS);
    expect(JSON.parse(block('json policy'))).toEqual(JSON.parse(policy));
  });
});

describe('the page about security', () => {
  const page = readFileSync('docs/security.md', 'utf8');

  it('names only tests and checks that exist', () => {
    const named = [...page.matchAll(/`((?:test|src|\.ci)\/[^`]+)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('has a row for each of the ten risks', () => {
    const rows = [...page.matchAll(/^\| API(\d+) .*`[^`\n]+`/gm)].map(([, number]) => Number(number));
    expect(rows).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe('the page about the architecture', () => {
  const [picture = ''] = /^```\n[^]*?^```$/m.exec(readFileSync('docs/architecture.md', 'utf8')) ?? [];

  /** The stages of a pipeline in the picture, in order, in lower case. */
  const shown = (folder: string): string[] => {
    const [, box = ''] = new RegExp(`┌─ ${folder} ─[^]*?\\n([^]*?)└`).exec(picture) ?? [];
    return [...box.matchAll(/[A-Za-z]+/g)].map(([word]) => word.toLowerCase());
  };
  const indexesOf = (names: readonly string[], folder: string): number[] =>
    names.map((name) => shown(folder).indexOf(name.toLowerCase()));
  const inOrder = (indexes: readonly number[]): boolean =>
    indexes.every((index, place) => index > (indexes[place - 1] ?? -1));

  it('shows the call pipeline in its order', () => {
    const source = readFileSync('src/rekognition/call-pipeline.ts', 'utf8').split('CALL_PIPELINE')[1] ?? '';
    const names = [...source.matchAll(/^ {2}(\w+)Interceptor,$/gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(8);
    expect(shown('src/rekognition').slice(0, names.length)).toEqual(names.map((name) => name.toLowerCase()));
  });

  it('shows the stages of the request pipeline in their order, with the guard and the controller', () => {
    const stages = STAGES.map(({ name }) => name);
    const names = stages.flatMap((name) => (name === 'AnswerHeaders' ? ['TenantGuard', 'controller', name] : [name]));
    expect([names, inOrder(indexesOf(names, 'src/http'))]).toEqual([names, true]);
  });
});
