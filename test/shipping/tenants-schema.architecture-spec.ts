import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

import { shapeFaults } from '../../src/config/tenants-file/tenants-file-faults.js';
import { TENANTS_FILE_SCHEMA } from '../../src/config/tenants-file/tenants-file.schema.js';

const CHART = 'helm/rekognition-facade';

/** Faults of conditions are reported with the title of the surrounding schema. */
const CONDITIONS = new Set(['oneOf', 'anyOf', 'not', 'propertyNames']);

/** Paths of all schemas that a value can break. */
function untitled(schema: unknown, path = '#'): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.entries(schema)
    .filter(([keyword]) => !CONDITIONS.has(keyword))
    .flatMap(([keyword, part]) => untitled(part, `${path}/${keyword}`));
  const isSchema = ['type', 'enum', 'oneOf', 'anyOf', 'not'].some((keyword) => keyword in schema);
  return isSchema && !('title' in schema) ? [path, ...inner] : inner;
}

/** The YAML blocks of a page that hold a tenants file. */
function examples(page: string): unknown[] {
  const blocks = readFileSync(page, 'utf8').matchAll(/^( *)```yaml\n([^]*?)^ *```$/gm);
  return [...blocks].map(
    ([, indent = '', text = '']) => parse(text.replaceAll(new RegExp(`^${indent}`, 'gm'), '')) as unknown,
  );
}

describe('the schema of the tenants file', () => {
  it('is a valid JSON Schema', () => {
    const ajv = new Ajv();
    expect([ajv.validateSchema(TENANTS_FILE_SCHEMA), ajv.errors]).toEqual([true, null]);
  });

  it('has its own message for every kind of fault', () => {
    expect(untitled(TENANTS_FILE_SCHEMA)).toEqual([]);
  });

  it.each(['docs/configuration.md', `${CHART}/README.md`])('accepts the examples of %s', (page) => {
    const files = examples(page).filter((file) => typeof file === 'object' && file !== null && 'tenants' in file);
    expect(files.length).toBeGreaterThan(0);
    const withHashes = JSON.stringify(files).replaceAll(/"sha256":"[^"]*"/g, `"sha256":"${'a'.repeat(64)}"`);
    for (const file of JSON.parse(withHashes) as object[]) expect(shapeFaults(file)).toEqual([]);
  });
});
