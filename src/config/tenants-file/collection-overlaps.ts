import type { TenantSettings } from './tenants-file.schema.js';

/** Two tenants, by index in the list, the lower one first. */
export type Overlap = readonly [number, number];

/** One collection, or all collections with a prefix. Tenants of the same group may overlap. */
interface Part {
  readonly text: string;
  readonly isPrefix: boolean;
  readonly tenant: number;
  readonly group: string | number;
}

/** Two tenants of different groups: enough to find one outside any given group. */
class Pair {
  private first: Part | undefined;
  private other: Part | undefined;

  add(part: Part): void {
    this.first ??= part;
    if (part.group !== this.first.group) this.other ??= part;
  }

  outsideGroupOf({ group }: Part): Part | undefined {
    return this.first?.group === group ? this.other : this.first;
  }
}

/** Pairs of parts by text. */
class Parts extends Map<string, Pair> {
  add(text: string, part: Part): void {
    const pair = this.get(text) ?? new Pair();
    this.set(text, pair);
    pair.add(part);
  }
}

/**
 * Returns, for each tenant, one tenant with an overlapping collection view and a different `sharedWith` group. All
 * tenants are of one account and region. Each part is looked up under the prefixes that contain it, so the time grows
 * with the number of parts, not of pairs.
 */
export function overlapsOf(tenants: readonly (readonly [number, TenantSettings])[]): Overlap[] {
  const parts = tenants.flatMap(partsOf);
  const [prefixes, listed, inside] = [new Parts(), new Parts(), new Parts()];
  for (const part of parts) (part.isPrefix ? prefixes : listed).add(part.text, part);
  const lengths = [...new Set([...prefixes.keys()].map((prefix) => prefix.length))];
  const around = ({ text }: Part): string[] =>
    lengths.map((length) => text.slice(0, length)).filter((prefix) => prefixes.has(prefix));
  for (const part of parts) for (const prefix of around(part)) inside.add(prefix, part);

  const found = new Map<string, Overlap>();
  const done = new Set<number>();
  for (const part of parts) {
    const { tenant, text, isPrefix } = part;
    const pairs = [(isPrefix ? inside : listed).get(text), ...around(part).map((prefix) => prefixes.get(prefix))];
    const conflict = pairs.map((pair) => pair?.outsideGroupOf(part)).find((other) => other !== undefined);
    if (conflict === undefined || done.has(tenant)) continue;
    done.add(tenant);
    const overlap: Overlap = [Math.min(tenant, conflict.tenant), Math.max(tenant, conflict.tenant)];
    found.set(overlap.join(), overlap);
  }
  return [...found.values()].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}

function partsOf([tenant, settings]: readonly [number, TenantSettings]): Part[] {
  const group = settings.sharedWith ?? tenant;
  const { collectionPrefix = '', allowedCollections } = settings;
  if (allowedCollections === undefined) return [{ text: collectionPrefix, isPrefix: true, tenant, group }];
  return allowedCollections.map((text) => ({ text, isPrefix: false, tenant, group }));
}
