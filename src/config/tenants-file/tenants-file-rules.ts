import { overlapsOf } from './collection-overlaps.js';
import type { TenantSettings, TenantsFile } from './tenants-file.js';

/** A value and the path at which it stands. */
type Standing = readonly [path: string, value: string];

/** What breaks a rule between the entries of a file whose format is right, by its path and without values. */
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

function repeated(standing: readonly Standing[]): string[] {
  const firstAt = new Map<string, string>();
  return standing.flatMap(([path, value]) => {
    const first = firstAt.get(value);
    firstAt.set(value, first ?? path);
    return first === undefined ? [] : [`${path}: must not be the same as ${first}`];
  });
}

/** The service's own identity can be only one tenant's: two would be told apart by nothing at AWS. */
function severalDefaults({ tenants }: TenantsFile): string[] {
  const paths = tenants.flatMap(({ credentials }, index) =>
    credentials.default === undefined ? [] : [`tenants.${index}.credentials.default`],
  );
  return paths.slice(1).map((path) => `${path}: is for one tenant at most, and ${String(paths[0])} is that`);
}

/** Whoever assumes a role calls as the account of the role. */
function foreignRoles({ tenants }: TenantsFile): string[] {
  return tenants.flatMap(({ awsAccount, credentials: { assumeRole, webIdentity } }, index) =>
    Object.entries({ assumeRole, webIdentity })
      .filter(([, role]) => role !== undefined && role.roleArn.split(':')[4] !== awsAccount)
      .map(([kind]) => `tenants.${index}.credentials.${kind}.roleArn: must be of the tenant's awsAccount`),
  );
}

/** A misspelt tenant would be locked out in silence. */
function unknownTenants({ tenants, issuers = [] }: TenantsFile): string[] {
  const known = new Set(tenants.map(({ id }) => id));
  return issuers.flatMap(({ tenants: named = [] }, index) =>
    [...named.entries()]
      .filter(([, id]) => !known.has(id))
      .map(([place]) => `issuers.${index}.tenants.${place}: must be the id of a tenant`),
  );
}

function overlaps({ tenants }: TenantsFile): string[] {
  const places = Map.groupBy(tenants.entries(), ([, { awsAccount, region }]: readonly [number, TenantSettings]) =>
    [awsAccount, region].join('/'),
  );
  return [...places.values()]
    .flatMap(overlapsOf)
    .map(
      ([one, other]) =>
        `tenants.${other}: sees collections that tenants.${one} sees; if it may, give both the same sharedWith`,
    );
}
