import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';

import { type BodyRules, formsOf } from './body-rules.js';

/** Where a route's forms stand in the document until they are spread. */
const FORMS = 'x-body-forms';
const FILE = { type: 'string', format: 'binary' };

/** A grey JPEG that shows somebody to the demo's engine. Bytes stand in the document as base64. */
const JPEG =
  '/9j/4AAQSkZJRgABAQAAAQABAAD//gALZmFjZXM9aGFs/9sAQwD/////////////////////////////////////////////////////////////' +
  '/////////////////////////8AACwgAUABQAQERAP/EABQAAQAAAAAAAAAAAAAAAAAAAAD/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/' +
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD/2Q==';

interface Forms {
  readonly images: readonly string[];
  /** The members beside the images, by their schema. */
  readonly options: string;
  /** The example of the form, by member. */
  readonly example: Readonly<Record<string, unknown>>;
}

type Content = Record<string, { schema: object; example?: unknown }>;

/**
 * Documents the forms that a body with images can have beside JSON. Nest's decorators know one schema for all media
 * types of a body, so this notes them down for `withBodyForms`.
 */
export function ApiBodyForms({ images }: BodyRules, options: Type<object>, jsonExample: object): MethodDecorator {
  const parts = Object.entries(jsonExample as Record<string, unknown>).map(([name, value]): [string, unknown] => [
    name,
    images.includes(name) ? bytesIn(value) : value,
  ]);
  const forms: Forms = {
    images,
    options: getSchemaPath(options),
    example: Object.fromEntries(parts),
  };
  return applyDecorators(ApiExtraModels(options), ApiExtension(FORMS, forms));
}

function bytesIn(image: unknown): unknown {
  return (image as { bytes: string }).bytes;
}

/** The document with every form of every body. */
export function withBodyForms(document: OpenAPIObject): OpenAPIObject {
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations) as Record<string, unknown>[]) spread(operation);
  }
  return document;
}

function spread(operation: Record<string, unknown>): void {
  const { [FORMS]: forms, requestBody } = operation as { [FORMS]?: Forms; requestBody?: { content: Content } };
  if (forms === undefined || requestBody === undefined) return;
  Reflect.deleteProperty(operation, FORMS);
  requestBody.content = { ...requestBody.content, ...contentOf(forms) };
}

function contentOf({ images, options, example }: Forms): Content {
  const files = {
    type: 'object',
    required: images,
    properties: Object.fromEntries(images.map((name) => [name, FILE])),
  };
  const form = { 'multipart/form-data': { schema: { allOf: [{ $ref: options }, files] }, example } };
  if (!formsOf({ images }).includes('image')) return form;
  const [png] = images.map((name) => example[name]);
  return { ...form, 'image/jpeg': { schema: FILE, example: JPEG }, 'image/png': { schema: FILE, example: png } };
}
