interface Named {
  readonly name: string;
}

/** Returns a fault for each name that is not an operation, with the operation that was probably meant. */
export function unknownNames(names: readonly string[], operations: readonly Named[]): string[] {
  const known = operations.map(({ name }) => name);
  const wrong = known.length === 0 ? [] : names.filter((name) => !known.includes(name));
  return wrong.map((name) => `${name} is not an operation of this service; did you mean ${nearest(name, known)}?`);
}

function nearest(name: string, known: readonly string[]): string {
  const ordered = known.toSorted((a, b) => distance(name, a) - distance(name, b) || (a < b ? -1 : 1));
  return ordered[0] ?? '';
}

/** Levenshtein distance, ignoring case. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of Array.from(one.toLowerCase()).entries()) {
    const next = [at + 1];
    for (const [index, wanted] of Array.from(other.toLowerCase()).entries()) {
      const replaced = (row[index] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
