type Capitalized<T> = { [Name in keyof T as Capitalize<Name & string>]: T[Name] };

/**
 * An answer of Rekognition in our names: members in camelCase at every depth, without those that were left out.
 *
 * @param type what the check of the operation's row has found the answer to be.
 */
export function camelCased<Ours extends object>(type: new () => Ours, answer: object): Ours {
  return Object.assign(new type(), renamed(answer));
}

/** Members of a request in AWS's names, without those that were left out. */
export function capitalized<T extends object>(members: T): Capitalized<T> {
  const there = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    there.map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  ) as never;
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  const there = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    there.map(([name, inner]) => [name.charAt(0).toLowerCase() + name.slice(1), renamed(inner)]),
  );
}
