import { overlapsOf } from './collection-overlaps.js';
import type { TenantSettings, TenantsFile } from './tenants-file.js';

/** A value and its path. */
type ValueAt = readonly [path: string, value: string];

/** Checks rules between entries of a file with a valid format. Faults name the path, never the value. */
export function ruleFaults(file: TenantsFile): string[] {
  return [
    ...repeatedValues(file),
    ...severalDefaults(file),
    ...foreignRoles(file),
    ...unknownTenants(file),
    ...overlaps(file),
  ];
}

function repeatedValues({ tenants, issuers = [] }: TenantsFile): string[] {
  const keys = tenants.flatMap(({ apiKeys }, tenant) =>
    apiKeys.map((key, index) => [`tenants.${tenant}.apiKeys.${index}`, key] as const),
  );
  return [
    ...repeated(tenants.map(({ id }, index) => [`tenants.${index}.id`, id])),
    ...repeated(keys.map(([path, { id }]) => [`${path}.id`, id])),
    ...repeated(keys.map(([path, { sha256 }]) => [`${path}.sha256`, sha256])),
    ...repeated(issuers.map(({ issuer }, index) => [`issuers.${index}.issuer`, issuer])),
  ];
}

function repeated(values: readonly ValueAt[]): string[] {
  const firstAt = new Map<string, string>();
  return values.flatMap(([path, value]) => {
    const first = firstAt.get(value);
    firstAt.set(value, first ?? path);
    return first === undefined ? [] : [`${path}: must not be the same as ${first}`];
  });
}

/** AWS could not tell two tenants with the service's own identity apart. */
function severalDefaults({ tenants }: TenantsFile): string[] {
  const paths = tenants.flatMap(({ credentials }, index) =>
    credentials.default === undefined ? [] : [`tenants.${index}.credentials.default`],
  );
  return paths
    .slice(1)
    .map((path) => `${path}: only one tenant can use the default credentials, and ${String(paths[0])} already does`);
}

/** An assumed role acts in the role's account. */
function foreignRoles({ tenants }: TenantsFile): string[] {
  return tenants.flatMap(({ awsAccount, credentials: { assumeRole, webIdentity } }, index) =>
    Object.entries({ assumeRole, webIdentity })
      .filter(([, role]) => role !== undefined && role.roleArn.split(':')[4] !== awsAccount)
      .map(([kind]) => `tenants.${index}.credentials.${kind}.roleArn: must belong to the tenant's awsAccount`),
  );
}

/** A misspelt tenant would silently be locked out. */
function unknownTenants({ tenants, issuers = [] }: TenantsFile): string[] {
  const known = new Set(tenants.map(({ id }) => id));
  return issuers.flatMap(({ tenants: named = [] }, index) =>
    [...named.entries()]
      .filter(([, id]) => !known.has(id))
      .map(([position]) => `issuers.${index}.tenants.${position}: must be the id of a tenant`),
  );
}

function overlaps({ tenants }: TenantsFile): string[] {
  const groups = Map.groupBy(tenants.entries(), ([, { awsAccount, region }]: readonly [number, TenantSettings]) =>
    [awsAccount, region].join('/'),
  );
  return [...groups.values()]
    .flatMap(overlapsOf)
    .map(
      ([one, other]) =>
        `tenants.${other}: sees collections of tenants.${one}; if that is intended, give both the same sharedWith`,
    );
}
