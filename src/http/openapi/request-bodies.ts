import type { OpenAPIObject } from '@nestjs/swagger';

interface Schema {
  readonly $ref?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  additionalProperties?: unknown;
  unevaluatedProperties?: boolean;
}

interface Operation {
  readonly requestBody?: { required: boolean; readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/**
 * Adds to request bodies what Nest does not document: a body is required if one of its members is, and unknown members
 * are rejected.
 */
export function describeBodies({ paths, components }: OpenAPIObject): void {
  const schemas = (components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods) as Operation[]);
  for (const { requestBody } of operations) {
    if (requestBody === undefined) continue;
    const bodies = Object.values(requestBody.content).map(({ schema }) => schema);
    requestBody.required = bodies.some((schema) => (resolved(schema, schemas).required ?? []).length > 0);
    for (const schema of bodies) close(schema, schemas);
  }
}

function close(schema: Schema, schemas: Readonly<Record<string, Schema>>): void {
  const target = resolved(schema, schemas);
  // `additionalProperties: false` in one part of `allOf` would reject the members of the others.
  if (target.allOf !== undefined && target.properties === undefined) closeWhole(target, schemas);
  else if (target.properties !== undefined) target.additionalProperties ??= false;
  for (const inner of [...Object.values(target.properties ?? {}), target.items]) {
    if (inner !== undefined) close(inner, schemas);
  }
}

function closeWhole(whole: Schema, schemas: Readonly<Record<string, Schema>>): void {
  const [part, ...others] = whole.allOf ?? [];
  if (part !== undefined && others.length === 0) close(part, schemas);
  else whole.unevaluatedProperties = false;
}

function resolved(schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema {
  return schemas[schema.$ref?.split('/').pop() ?? ''] ?? schema;
}
