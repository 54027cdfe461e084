import { readFileSync } from 'node:fs';

import type { ConfiguredOperation } from './session-policy.js';
import type { Setting } from './settings.js';

/** Invalid settings. `faults` names each one; values are left out because they may be secrets. */
export class ConfigInvalid extends Error {
  override readonly name = 'ConfigInvalid';

  constructor(readonly faults: readonly string[]) {
    super(['The configuration cannot be used:', ...faults.map((fault) => `  - ${fault}`)].join('\n'));
  }
}

/** Environment variables, and all their faults. An empty variable counts as unset. */
export class Environment {
  readonly faults: string[] = [];

  constructor(readonly variables: Readonly<Record<string, string | undefined>>) {}

  text(name: string): string | undefined {
    return this.variables[name] === '' ? undefined : this.variables[name];
  }

  /** Returns the default if the variable is unset or, with a fault, if it is invalid. */
  read<Value>({ name, parser, default: standard }: Setting<Value>): Value {
    const text = this.text(name);
    const value = text === undefined ? undefined : parser.parse(text);
    if (text !== undefined && value === undefined) this.fault(`${name} must ${parser.must}`);
    return value ?? ((standard === undefined ? undefined : parser.parse(standard)) as Value);
  }

  fault(fault: string): void {
    this.faults.push(fault);
  }
}

/** Returns undefined if the file cannot be read. */
export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Returns a fault for each name that is not an operation, with the operation that was probably meant. */
export function unknownNames(
  names: readonly string[],
  operations: readonly Pick<ConfiguredOperation, 'name'>[],
): string[] {
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
