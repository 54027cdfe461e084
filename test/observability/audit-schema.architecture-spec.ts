import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { AUDIT_VERSION, FACE_OUTCOMES } from '../../src/audit/audit-line.js';

const page = readFileSync('docs/audit.md', 'utf8');
const text = readFileSync('docs/audit.schema.json', 'utf8');
const schema = JSON.parse(text) as {
  properties: { v: { const: number }; event: { enum: string[] } };
  $defs: { face: { properties: { outcome: { enum: string[] } } } };
};

describe('The documented format of the audit', () => {
  it('contains the version and every outcome of a face', () => {
    expect(schema.properties.v.const).toBe(AUDIT_VERSION);
    expect(schema.$defs.face.properties.outcome.enum).toEqual([...FACE_OUTCOMES]);
  });

  it('is explained on the page, member by member', () => {
    for (const word of [...schema.properties.event.enum, ...FACE_OUTCOMES]) expect(page).toContain(`\`${word}\``);
  });

  it('matches the examples of the page', () => {
    const lines = [...page.matchAll(/^\{"v":1,.*\}$/gm)].map(([line]) => JSON.parse(line) as object);
    expect(lines).toHaveLength(2);
    for (const member of lines.flatMap(Object.keys)) expect(text).toContain(`"${member}": {`);
  });
});
