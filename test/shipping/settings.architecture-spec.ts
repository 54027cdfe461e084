import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { type Setting, SETTINGS } from '../../src/config/settings.js';
import { TENANTS_FILE_SCHEMA } from '../../src/config/tenants-file/tenants-file.schema.js';
import { settingsFiles } from '../../scripts/settings-files.mjs';

const read = (path: string): string => readFileSync(path, 'utf8');
const rows: [string, Setting<unknown>][] = Object.entries(SETTINGS);

/** A table with an additional setting that exists nowhere else. */
const extended = {
  ...SETTINGS,
  exampleLimit: {
    name: 'EXAMPLE_LIMIT',
    parser: { must: '', schema: { type: 'integer' }, parse: Number },
    default: 7,
    text: 'an example',
    chart: {},
  },
};

describe('The settings in the documentation and the chart', () => {
  it.each([...settingsFiles(SETTINGS, TENANTS_FILE_SCHEMA, read)])(
    'are up to date in %s: npm run settings writes them',
    (path, text) => {
      expect(read(path)).toBe(text);
    },
  );

  it('come from the table only: one more row reaches every file', () => {
    const files = settingsFiles(extended, TENANTS_FILE_SCHEMA, read);
    const lines = (path: string): string[] => files.get(path)!.split('\n');
    expect(lines('docs/configuration.md').map((line) => line.replaceAll(/ +/g, ' '))).toContain(
      '| `EXAMPLE_LIMIT` | `7` | an example |',
    );
    const chart = 'helm/rekognition-facade';
    expect(lines(`${chart}/values.yaml`).join('\n')).toContain('\n# An example.\nexampleLimit: 7\n');
    expect(lines(`${chart}/values.schema.json`).map((line) => line.trim())).toEqual(
      expect.arrayContaining(['"exampleLimit": { "type": "integer" }', '"EXAMPLE_LIMIT",']),
    );
    expect(lines(`${chart}/templates/config-map.yaml`)).toContain(
      '  EXAMPLE_LIMIT: {{ .Values.exampleLimit | quote }}',
    );
    expect(lines(`${chart}/README.md`)).toContain('| `exampleLimit` | `7` | An example. |');
  });

  it('contain each variable once', () => {
    const names = rows.map(([, { name }]) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Z][A-Z_]*$/);
  });
});
