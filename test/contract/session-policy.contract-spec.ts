import { readdirSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { sessionPolicyOf } from '../../src/config/session-policy.js';
import { MODEL, shapeNamed } from './model.js';

const SRC = new URL('../../src/', import.meta.url);
const TENANT = { awsAccount: '111122223333', region: 'eu-west-1', view: { kind: 'all' }, s3: [] } as const;

/** Names of all operation definitions of the service. */
async function definedOperations(): Promise<string[]> {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.operations.ts'),
  );
  const modules = (await Promise.all(files.map((file) => import(new URL(file, SRC).href)))) as object[];
  return modules.flatMap((module) => Object.values(module) as { name: string; command?: unknown }[]).flatMap(nameIn);
}

function nameIn({ name, command }: { readonly name: string; readonly command?: unknown }): string[] {
  return command === undefined ? [] : [name];
}

function namesCollection(operation: string): boolean {
  const { members = {} } = shapeNamed(MODEL.ops[operation]!.input);
  return 'CollectionId' in members || 'ResourceArn' in members;
}

describe('A session policy', () => {
  it('allows exactly those defined operations on all resources whose input names no collection', async () => {
    const { Statement } = JSON.parse(sessionPolicyOf(TENANT)) as {
      Statement: { Action: string[]; Resource: string[] }[];
    };
    const unrestricted = Statement.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action);
    const operations = await definedOperations();
    expect(operations.length).toBeGreaterThan(0);
    const expected = operations.filter((operation) => !namesCollection(operation));
    expect(unrestricted.sort()).toEqual(expected.map((operation) => `rekognition:${operation}`).sort());
  });
});
