type Capitalized<T> = { [Name in keyof T as Capitalize<Name & string>]: T[Name] };

/**
 * Converts a response to camelCase at every depth and drops undefined members.
 *
 * @param type the DTO class. The operation's `answer` check has validated the shape.
 */
export function camelCased<Ours extends object>(type: new () => Ours, answer: object): Ours {
  return Object.assign(new type(), renamed(answer));
}

/** Converts the members of a request to AWS's names and drops undefined members. */
export function capitalized<T extends object>(members: T): Capitalized<T> {
  const defined = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    defined.map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  ) as never;
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  const defined = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    defined.map(([name, inner]) => [name.charAt(0).toLowerCase() + name.slice(1), renamed(inner)]),
  );
}
