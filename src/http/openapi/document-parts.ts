import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';

import { type BodyRules, formsOf } from '../bodies/body-rules.js';

/** The parts of an OpenAPI document that this service changes after Nest has written it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  additionalProperties?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly example?: unknown };
  readonly examples?: unknown;
}

export type Content = Record<string, { readonly schema: Schema; readonly examples?: object }>;

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Content;
}

export interface Reference {
  readonly $ref: string;
}

/** An operation. Members that begin with `x-` are notes of our decorators; `createDocument` removes them. */
export interface Operation {
  readonly operationId: string;
  parameters?: (Parameter | Reference)[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, Response | Reference>;
  [note: `x-${string}`]: unknown;
}

export type Schemas = Record<string, Schema>;

export function operationsOf({ paths }: Pick<OpenAPIObject, 'paths'>): Operation[] {
  return Object.values(paths).flatMap((methods) => Object.values(methods) as Operation[]);
}

/** Returns what a decorator noted, and removes the note. */
export function takeNote(operation: Operation, name: `x-${string}`): unknown {
  const { [name]: note } = operation;
  Reflect.deleteProperty(operation, name);
  return note;
}

export function resolved(schema: Schema, schemas: Schemas): Schema {
  return schemas[schema.$ref?.split('/').pop() ?? ''] ?? schema;
}

/** `bad request` and `badRequest` become `BadRequest`. */
export function pascalCase(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const FORMS = 'x-body-forms';
const FILE: Schema & { format: string } = { type: 'string', format: 'binary' };

interface Forms {
  readonly images: readonly string[];
  /** Reference to the schema of the members other than images. */
  readonly options: string;
}

/**
 * Notes the forms of a body with images other than JSON. Nest's decorators support only one schema for all media types
 * of a body.
 */
export function ApiBodyForms({ images }: BodyRules, options: Type<object>): MethodDecorator {
  const forms: Forms = { images, options: getSchemaPath(options) };
  return applyDecorators(ApiExtraModels(options), ApiExtension(FORMS, forms));
}

/**
 * Adds to the request body what Nest does not document: its other forms, that it is required if one of its members is,
 * and that unknown members are rejected.
 */
export function describeBody(operation: Operation, schemas: Schemas): void {
  const forms = takeNote(operation, FORMS) as Forms | undefined;
  const { requestBody } = operation;
  if (requestBody === undefined) return;
  if (forms !== undefined) Object.assign(requestBody.content, contentOf(forms, schemas));
  const bodies = Object.values(requestBody.content).map(({ schema }) => schema);
  requestBody.required = bodies.some((schema) => (resolved(schema, schemas).required ?? []).length > 0);
  for (const schema of bodies) close(schema, schemas);
}

/** The form's schema lists all of its fields, because code generators support `allOf` badly in forms. */
function contentOf({ images, options }: Forms, schemas: Schemas): Content {
  const raw = formsOf({ images }).includes('image') ? ['image/jpeg', 'image/png'] : [];
  const name = options.split('/').pop() ?? '';
  const properties = { ...schemas[name]?.properties, ...Object.fromEntries(images.map((image) => [image, FILE])) };
  // Nothing else refers to it.
  Reflect.deleteProperty(schemas, name);
  return {
    'multipart/form-data': { schema: { type: 'object', required: images, properties } },
    ...Object.fromEntries(raw.map((type) => [type, { schema: FILE }])),
  };
}

function close(schema: Schema, schemas: Schemas): void {
  const target = resolved(schema, schemas);
  if (target.properties !== undefined) target.additionalProperties ??= false;
  for (const inner of [...Object.values(target.properties ?? {}), target.items]) {
    if (inner !== undefined) close(inner, schemas);
  }
}
