import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';

import { type BodyRules, formsOf } from './body-rules.js';

/** OpenAPI extension that holds an operation's forms until `withBodyForms` expands them. */
const FORMS = 'x-body-forms';
const FILE = { type: 'string', format: 'binary' };

interface Forms {
  readonly images: readonly string[];
  /** Reference to the schema of the members other than images. */
  readonly options: string;
}

type Content = Record<string, { schema: object }>;

/**
 * Documents the forms of a body with images other than JSON. Nest's decorators support only one schema for all media
 * types of a body, so this stores the forms in an extension for `withBodyForms`.
 */
export function ApiBodyForms({ images }: BodyRules, options: Type<object>): MethodDecorator {
  const forms: Forms = { images, options: getSchemaPath(options) };
  return applyDecorators(ApiExtraModels(options), ApiExtension(FORMS, forms));
}

/** Replaces the extensions of `ApiBodyForms` with media types. Changes and returns the document. */
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
