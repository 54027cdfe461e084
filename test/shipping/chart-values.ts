/** A JSON schema, as far as the chart's uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly additionalProperties?: boolean | Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** The paths that a schema knows, no deeper than `leaves`, and how each is described. */
export function schemaPaths(root: Schema, leaves: ReadonlySet<string>): Map<string, Schema> {
  const found = new Map<string, Schema>();
  const visit = (schema: Schema, parent: string) => {
    for (const [name, child] of Object.entries(schema.properties ?? {})) {
      const path = parent + name;
      const resolved = resolve(root, child);
      if (leaves.has(path) || !resolved.properties) found.set(path, resolved);
      else visit(resolved, `${path}.`);
    }
  };
  visit(root, '');
  return found;
}

/** Every part of a schema that describes an object by its properties. */
export function objectSchemas(part: unknown): Schema[] {
  if (typeof part !== 'object' || part === null) return [];
  const inner = Object.values(part).flatMap(objectSchemas);
  return 'properties' in part && 'type' in part ? [part as Schema, ...inner] : inner;
}

function resolve(root: Schema, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  return root.definitions?.[schema.$ref.replace('#/definitions/', '')] ?? {};
}
