import type { OpenAPIObject } from '@nestjs/swagger';

/** The parts of an OpenAPI document that this service changes after Nest has written it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  additionalProperties?: unknown;
  unevaluatedProperties?: boolean;
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
