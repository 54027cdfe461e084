import type { TenantSettings } from './tenants-file.schema.js';

/** Two tenants, by index in the list, the lower one first. */
export type Overlap = readonly [number, number];

/** The collections whose ids begin with a text. Tenants of the same group may overlap. */
interface Part {
  readonly text: string;
  readonly tenant: number;
  readonly group: string | number;
}

/** Ends the text of a listed collection: no id has it, so that no other one begins with that text. */
const END = '\0';

/** By text, the first part and one of another group: enough to find one outside any given group. */
class Parts {
  private readonly pairs = new Map<string, readonly [Part, (Part | undefined)?]>();

  has(text: string): boolean {
    return this.pairs.has(text);
  }

  add(text: string, part: Part): void {
    const [first, other] = this.pairs.get(text) ?? [part];
    this.pairs.set(text, [first, other ?? (part.group === first.group ? undefined : part)]);
  }

  find(text: string, { group }: Part): Part | undefined {
    return this.pairs.get(text)?.find((part) => part !== undefined && part.group !== group);
  }
}

/**
 * Returns, for each tenant, one tenant with an overlapping collection view and a different `sharedWith` group. All
 * tenants are of one account and region. Each part is looked up under the prefixes that contain it, so the time grows
 * with the number of parts, not of pairs.
 */
export function overlapsOf(tenants: readonly (readonly [number, TenantSettings])[]): Overlap[] {
  const parts = tenants.flatMap(partsOf);
  const [owners, inside] = [new Parts(), new Parts()];
  for (const part of parts) owners.add(part.text, part);
  const lengths = [...new Set(parts.map(({ text }) => (text.endsWith(END) ? 0 : text.length)))];
  const around = (text: string): string[] =>
    [...lengths.map((length) => text.slice(0, length)), text].filter((prefix) => owners.has(prefix));
  for (const part of parts) for (const prefix of around(part.text)) inside.add(prefix, part);

  const found = new Map<string, Overlap>();
  const done = new Set<number>();
  for (const part of parts) {
    const { tenant, text } = part;
    const others = [inside.find(text, part), ...around(text).map((prefix) => owners.find(prefix, part))];
    const other = others.find((conflict) => conflict !== undefined)?.tenant;
    if (other === undefined || done.has(tenant)) continue;
    done.add(tenant);
    const overlap: Overlap = [Math.min(tenant, other), Math.max(tenant, other)];
    found.set(overlap.join(), overlap);
  }
  return [...found.values()].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}

function partsOf([tenant, settings]: readonly [number, TenantSettings]): Part[] {
  const group = settings.sharedWith ?? tenant;
  const { collectionPrefix = '', allowedCollections } = settings;
  const texts = allowedCollections?.map((id) => `${id}${END}`) ?? [collectionPrefix];
  return texts.map((text) => ({ text, tenant, group }));
}
