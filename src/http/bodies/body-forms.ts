import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';

import { type BodyRules, formsOf } from './body-rules.js';

/** Where a route's forms stand in the document until they are spread. */
const FORMS = 'x-body-forms';
const FILE = { type: 'string', format: 'binary' };

interface Forms {
  readonly images: readonly string[];
  /** The members beside the images, by their schema. */
  readonly options: string;
}

type Content = Record<string, { schema: object }>;

/**
 * Documents the forms that a body with images can have beside JSON. Nest's decorators know one schema for all media
 * types of a body, so this notes them down for `withBodyForms`.
 */
export function ApiBodyForms({ images }: BodyRules, options: Type<object>): MethodDecorator {
  const forms: Forms = { images, options: getSchemaPath(options) };
  return applyDecorators(ApiExtraModels(options), ApiExtension(FORMS, forms));
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

function contentOf({ images, options }: Forms): Content {
  const files = {
    type: 'object',
    required: images,
    properties: Object.fromEntries(images.map((name) => [name, FILE])),
  };
  const raw = formsOf({ images }).includes('image') ? ['image/jpeg', 'image/png'] : [];
  return {
    'multipart/form-data': { schema: { allOf: [{ $ref: options }, files] } },
    ...Object.fromEntries(raw.map((type) => [type, { schema: FILE }])),
  };
}
