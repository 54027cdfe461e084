import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';

import { describeBodies } from './request-bodies.js';

const text = { type: 'string' };
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

function described(schema: object, schemas: Record<string, object> = {}) {
  const requestBody = { required: false, content: { 'application/json': { schema } } };
  const paths = { '/users': { post: { requestBody }, get: {} } };
  describeBodies({ paths, components: { schemas } } as unknown as OpenAPIObject);
  return { required: requestBody.required, schema, schemas };
}

describe('describeBodies', () => {
  it('calls a body required when a member of it is', () => {
    const optional = { properties: { faceIds: text } };
    expect(described(ref('A'), { A: optional }).required).toBe(false);
    expect(described(ref('A'), { A: { ...optional, required: ['faceIds'] } }).required).toBe(true);
  });

  it('closes what bodies are made of, and nothing else', () => {
    const { schemas } = described(ref('Body'), {
      Body: { properties: { image: { allOf: [ref('Image')], oneOf: [] }, list: { items: ref('Item') } } },
      Image: { properties: { bytes: text } },
      Item: { properties: { name: text } },
      Answer: { properties: { name: text } },
    });
    const closed = Object.entries(schemas).filter(([, schema]) => 'additionalProperties' in schema);
    expect(closed.map(([name]) => name)).toEqual(['Body', 'Image', 'Item']);
  });

  it('leaves maps open to the members they are for', () => {
    const tags = { properties: {}, additionalProperties: text };
    expect(described(tags).schema).toEqual(tags);
  });

  it('closes a whole made of parts, and not its parts', () => {
    const whole = { allOf: [ref('Options'), { required: ['image'], properties: { image: text } }] };
    const { schema, schemas } = described(whole, { Options: { properties: { limit: text } } });
    expect(schema).toHaveProperty('unevaluatedProperties', false);
    expect(schemas['Options']).toEqual({ properties: { limit: text } });
  });
});
