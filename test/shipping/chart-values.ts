import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';

/** A value of the chart that has words of its own in values.yaml. */
export interface DocumentedValue {
  /** `image.tag` */
  readonly path: string;
  readonly value: unknown;
  readonly comment: string;
}

/** A JSON schema, as far as the chart's uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly additionalProperties?: boolean | Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/**
 * The values in their order. A block none of whose keys is explained counts as one value: it is handed to Kubernetes as
 * it stands, and Kubernetes explains it.
 *
 * @throws Error when a key has no comment that needs one.
 */
export function documentedValues(yaml: string): DocumentedValue[] {
  const document = parseDocument(yaml);
  if (!isMap(document.contents)) throw new Error('values.yaml is not a map');
  return valuesOf(document.contents, document.commentBefore, '');
}

function valuesOf(map: YAMLMap, firstComment: string | null | undefined, parent: string): DocumentedValue[] {
  return map.items.flatMap((pair, index) => {
    const path = parent + keyOf(pair);
    const comment = commentOn(pair) ?? (index === 0 ? (map.commentBefore ?? firstComment) : undefined);
    if (!comment) throw new Error(`${path} has no comment`);
    const { value } = pair;
    if (isMap(value) && (value.commentBefore ?? value.items.some(commentOn))) {
      return valuesOf(value, undefined, `${path}.`);
    }
    const words = comment.trim().replaceAll(/\s*\n\s*/g, ' ');
    return [{ path, value: (value as { toJSON: () => unknown }).toJSON(), comment: words }];
  });
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function commentOn({ key }: Pair): string | undefined {
  return (isScalar(key) && key.commentBefore) || undefined;
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
