import type { StaticCredentials, TenantSettings, TenantsFile } from './tenants-file.js';

/** The rules of a tenants file that span several of its entries. The shape of each has been checked before. */
export function ruleFaults(file: TenantsFile): string[] {
  return [...repeatedIds(file), ...credentialFaults(file), ...overlaps(file.tenants)];
}

function repeatedIds({ tenants }: TenantsFile): string[] {
  const keys = tenants.flatMap((tenant) => tenant.apiKeys);
  return [
    ...repeated(tenants.map(({ id }) => id)).map((id) => `tenants: the id ${id} stands twice`),
    ...repeated(keys.map(({ id }) => id)).map((id) => `apiKeys: the key id ${id} stands twice`),
    ...repeated(keys.map(({ sha256 }) => sha256)).map(() => 'apiKeys: the same key stands twice'),
  ];
}

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

function credentialFaults({ tenants }: TenantsFile): string[] {
  const byDefault = tenants.filter((tenant) => tenant.credentials.default !== undefined);
  return [
    ...tenants.flatMap((tenant) => kindFaults(tenant)),
    ...(byDefault.length > 1 ? ['credentials: one tenant at most may use the default credentials'] : []),
  ];
}

function kindFaults({ id, credentials }: TenantSettings): string[] {
  const kinds = Object.values(credentials).filter((kind) => kind !== undefined);
  if (kinds.length !== 1) return [`tenants (${id}): credentials must name exactly one kind`];
  const settings = credentials.static;
  if (settings === undefined) return [];
  return (['accessKeyId', 'secretAccessKey', 'sessionToken'] as const)
    .filter((name) => !isSourceCount(sourceCount(settings, name), name === 'sessionToken'))
    .map((name) => `tenants (${id}): credentials.static needs exactly one of ${name}Env and ${name}File`);
}

function sourceCount(settings: StaticCredentials, name: 'accessKeyId' | 'secretAccessKey' | 'sessionToken'): number {
  return [settings[`${name}Env`], settings[`${name}File`]].filter((source) => source !== undefined).length;
}

function isSourceCount(count: number, optional: boolean): boolean {
  return count === 1 || (optional && count === 0);
}

/** Without a view of its own a tenant sees all of its account's collections in the region, so two of them overlap. */
function overlaps(tenants: readonly TenantSettings[]): string[] {
  const firstAt = new Map<string, TenantSettings>();
  return tenants.flatMap((tenant) => {
    const place = `${tenant.awsAccount}/${tenant.region}`;
    const first = firstAt.get(place);
    firstAt.set(place, first ?? tenant);
    if (first === undefined || (tenant.sharedWith !== undefined && tenant.sharedWith === first.sharedWith)) return [];
    return [
      `tenants: ${first.id} and ${tenant.id} see the same collections; if they may, give both the same sharedWith`,
    ];
  });
}
