import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { AUDIT_VERSION, FACE_OUTCOMES } from '../../src/audit/audit-line.js';

const page = readFileSync('docs/audit.md', 'utf8');
const text = readFileSync('docs/audit.schema.json', 'utf8');
const schema = JSON.parse(text) as {
  properties: { v: { const: number }; event: { enum: string[] } };
  $defs: { face: { properties: { outcome: { enum: string[] } } } };
};

describe('the documented shape of the audit', () => {
  it('knows the version and every word for what became of a face', () => {
    expect(schema.properties.v.const).toBe(AUDIT_VERSION);
    expect(schema.$defs.face.properties.outcome.enum).toEqual([...FACE_OUTCOMES]);
  });

  it('is explained on the page, word by word', () => {
    for (const word of [...schema.properties.event.enum, ...FACE_OUTCOMES]) expect(page).toContain(`\`${word}\``);
  });

  it('is that of the page’s examples', () => {
    const lines = [...page.matchAll(/^\{"v":1,.*\}$/gm)].map(([line]) => JSON.parse(line) as object);
    expect(lines).toHaveLength(2);
    for (const member of lines.flatMap(Object.keys)) expect(text).toContain(`"${member}": {`);
  });
});
