import { describe, expect, it } from '@jest/globals';

import { describeBody, type Operation, type Schemas } from './document-parts.js';

const text = { type: 'string' };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

function described(schema: object, schemas: Schemas = {}, notes: object = {}) {
  const requestBody = { required: false, content: { 'application/json': { schema } } };
  const operation: Operation = { operationId: 'createUser', requestBody, responses: {}, ...notes };
  describeBody(operation, schemas);
  return { ...requestBody, schema, schemas, operation };
}

describe('describeBody', () => {
  it('documents a body as required if one of its members is', () => {
    const optional = { properties: { faceIds: text } };
    expect(described(ref('A'), { A: { ...optional } }).required).toBe(false);
    expect(described(ref('A'), { A: { ...optional, required: ['faceIds'] } }).required).toBe(true);
  });

  it('rejects unknown members in schemas of bodies, and in no others', () => {
    const { schemas } = described(ref('Body'), {
      Body: { properties: { image: ref('Image'), list: { items: ref('Item') } } },
      Image: { properties: { bytes: text } },
      Item: { properties: { name: text } },
      Answer: { properties: { name: text } },
    });
    const closed = Object.entries(schemas).filter(([, schema]) => 'additionalProperties' in schema);
    expect(closed.map(([name]) => name)).toEqual(['Body', 'Image', 'Item']);
  });

  it('allows any member in maps', () => {
    const tags = { properties: {}, additionalProperties: text };
    expect(described(tags).schema).toEqual(tags);
  });

  it('adds the noted forms, with the options as fields, and removes the note', () => {
    const notes = { 'x-body-forms': { images: ['image'], options: '#/components/schemas/Options' } };
    const { content, operation } = described(ref('Body'), { Options: { properties: { limit: text } } }, notes);
    const file = { type: 'string', format: 'binary' };
    expect(content).toMatchObject({
      'multipart/form-data': {
        schema: { required: ['image'], properties: { limit: text, image: file }, additionalProperties: false },
      },
      'image/jpeg': { schema: file },
      'image/png': { schema: file },
    });
    expect(operation).not.toHaveProperty('x-body-forms');
  });
});
