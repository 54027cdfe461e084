import type { TenantSettings } from './tenants-file.js';

/** Two tenants, by their places in the list, the earlier one first. */
export type Overlap = readonly [number, number];

/** A part of what a tenant sees: one collection, or all whose ids begin with a text. */
interface Part {
  readonly text: string;
  readonly isPrefix: boolean;
  readonly tenant: number;
  /** Tenants of one group may see the same. */
  readonly group: string | number;
}

/** Remembers as many parts as it takes to find one of another group than any given. */
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

  strangerTo({ group }: Part): Part | undefined {
    return this.first?.group === group ? this.other : this.first;
  }
}

/** A part on the way down: what it lies in, and what lies in it. */
interface Level {
  readonly part: Part;
  readonly around: Neighbours;
  readonly inside: Neighbours;
}

/**
 * Finds, for every tenant that sees a collection which another one sees without the same `sharedWith`, one such other.
 * All of them are of one account and region.
 *
 * Sorted by text, everything that begins with a prefix follows it directly, so that one pass with a stack of the
 * prefixes around is enough: n log n for n parts.
 */
export function overlapsOf(tenants: readonly (readonly [number, TenantSettings])[]): Overlap[] {
  const found = new Map<number, number>();
  const stack: Level[] = [];
  const note = ({ tenant, ...rest }: Part, neighbours: Neighbours): void => {
    const stranger = neighbours.strangerTo({ tenant, ...rest });
    if (stranger !== undefined && !found.has(tenant)) found.set(tenant, stranger.tenant);
  };
  const leave = ({ part, inside }: Level): void => {
    note(part, inside);
    stack.at(-1)?.inside.add(part).addAll(inside);
  };
  for (const part of tenants.flatMap(partsOf).sort(byText)) {
    leaveAllBut(stack, ({ part: outer }) => contains(outer, part), leave);
    const outer = stack.at(-1);
    const around = outer === undefined ? new Neighbours() : new Neighbours().addAll(outer.around).add(outer.part);
    note(part, around);
    stack.push({ part, around, inside: new Neighbours() });
  }
  leaveAllBut(stack, () => false, leave);
  return distinct([...found]);
}

function leaveAllBut(stack: Level[], stays: (level: Level) => boolean, leave: (level: Level) => void): void {
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

/** A prefix stands before the collection of the same text, which lies in it. */
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
