import type { TenantSettings } from './tenants-file.js';

/** Two tenants, by index in the list, the lower one first. */
export type Overlap = readonly [number, number];

/** One collection, or all collections with a prefix. */
interface Part {
  readonly text: string;
  readonly isPrefix: boolean;
  readonly tenant: number;
  /** Tenants of the same group may overlap. */
  readonly group: string | number;
}

/** Keeps two parts of different groups: enough to find one outside any given group. */
class Neighbours {
  private first: Part | undefined;
  private other: Part | undefined;

  add(...parts: readonly (Part | undefined)[]): this {
    for (const part of parts) {
      this.first ??= part;
      if (part?.group !== this.first?.group) this.other ??= part;
    }
    return this;
  }

  addAll({ first, other }: Neighbours): this {
    return this.add(first, other);
  }

  outsideGroupOf({ group }: Part): Part | undefined {
    return this.first?.group === group ? this.other : this.first;
  }
}

/** An entry of the stack: a part, the parts that contain it, and the parts it contains. */
interface Level {
  readonly part: Part;
  readonly around: Neighbours;
  readonly inside: Neighbours;
}

/**
 * Returns, for each tenant, one tenant with an overlapping collection view and a different `sharedWith` group. All
 * tenants are of one account and region.
 *
 * Sorted by text, everything with a prefix directly follows that prefix, so one pass with a stack of the enclosing
 * prefixes is enough: O(n log n) for n parts.
 */
export function overlapsOf(tenants: readonly (readonly [number, TenantSettings])[]): Overlap[] {
  const found = new Map<number, number>();
  const stack: Level[] = [];
  const note = ({ tenant, ...rest }: Part, neighbours: Neighbours): void => {
    const conflict = neighbours.outsideGroupOf({ tenant, ...rest });
    if (conflict !== undefined && !found.has(tenant)) found.set(tenant, conflict.tenant);
  };
  const leave = ({ part, inside }: Level): void => {
    note(part, inside);
    stack.at(-1)?.inside.add(part).addAll(inside);
  };
  for (const part of tenants.flatMap(partsOf).sort(byText)) {
    popUntil(stack, ({ part: outer }) => contains(outer, part), leave);
    const outer = stack.at(-1);
    const around = outer === undefined ? new Neighbours() : new Neighbours().addAll(outer.around).add(outer.part);
    note(part, around);
    stack.push({ part, around, inside: new Neighbours() });
  }
  popUntil(stack, () => false, leave);
  return distinct([...found]);
}

function popUntil(stack: Level[], stays: (level: Level) => boolean, leave: (level: Level) => void): void {
  for (let top = stack.at(-1); top !== undefined && !stays(top); top = stack.at(-1)) {
    stack.pop();
    leave(top);
  }
}

function partsOf([tenant, settings]: readonly [number, TenantSettings]): Part[] {
  const group = settings.sharedWith ?? tenant;
  const { collectionPrefix = '', allowedCollections } = settings;
  if (allowedCollections === undefined) return [{ text: collectionPrefix, isPrefix: true, tenant, group }];
  return allowedCollections.map((text) => ({ text, isPrefix: false, tenant, group }));
}

/** A prefix sorts before the collection of the same text, which it contains. */
function byText(a: Part, b: Part): number {
  if (a.text !== b.text) return a.text < b.text ? -1 : 1;
  return Number(b.isPrefix) - Number(a.isPrefix);
}

function contains(outer: Part, inner: Part): boolean {
  return outer.isPrefix ? inner.text.startsWith(outer.text) : inner.text === outer.text;
}

function distinct(pairs: readonly (readonly [number, number])[]): Overlap[] {
  const ordered = pairs.map(([one, other]): Overlap => [Math.min(one, other), Math.max(one, other)]);
  const byPlaces = new Map(ordered.map((pair) => [pair.join(), pair]));
  return [...byPlaces.values()].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}
