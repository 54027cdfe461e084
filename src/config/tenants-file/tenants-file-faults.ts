import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

import { unknownNames } from '../environment.js';
import { type ConfiguredOperation, MAX_SESSION_POLICY_LENGTH, sessionPolicyOf } from '../session-policy.js';
import { claimFault } from './claims.js';
import { overlapsOf } from './collection-overlaps.js';
import { locationsOf, viewOf } from './read-tenants-file.js';
import type { TenantSettings, TenantsFile } from './tenants-file.schema.js';
import type { Schema } from './schema.js';
import { TENANTS_FILE_SCHEMA } from './tenants-file.schema.js';

/** Member names are reported only if they look like one; anything else may be a misplaced secret. */
const MEMBER = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;
/** Errors inside a condition. The title of the condition itself is reported instead. */
const PART = /\/(oneOf|anyOf|not|propertyNames)\//;

let compiled: ValidateFunction<TenantsFile> | undefined;

/** Validates against the schema. Faults name the path, never the value. */
export function shapeFaults(parsed: unknown): string[] {
  const validate = (compiled ??= compile());
  if (validate(parsed)) return [];
  const errors = (validate.errors ?? []).filter(({ schemaPath }) => !PART.test(schemaPath));
  return [...new Set(errors.map((error) => `${pathOf(error)}: ${sentence(error)}`))];
}

/** Compiled on first use: it is slow, and not every process has a tenants file. */
function compile(): ValidateFunction<TenantsFile> {
  // strictRequired would require conditions to repeat the sibling properties. The last three halve the time: a test
  // checks that the schema is one.
  const settings = { strictRequired: false, meta: false, validateSchema: false, code: { optimize: false } };
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, ...settings });
  addFormats.default(ajv, ['date-time', 'uri']);
  return ajv.compile<TenantsFile>(TENANTS_FILE_SCHEMA);
}

/** Example: `tenants.0.apiKeys.1.sha256`. */
function pathOf({ instancePath, keyword, params }: ErrorObject): string {
  const segments = instancePath.split('/').slice(1);
  if (keyword === 'required') segments.push(String(params['missingProperty']));
  if (keyword === 'additionalProperties') segments.push(memberName(String(params['additionalProperty'])));
  return segments.join('.');
}

function memberName(name: string): string {
  return MEMBER.test(name) ? name : '(a member)';
}

function sentence({ keyword, parentSchema }: ErrorObject): string {
  if (keyword === 'required') return 'is missing';
  if (keyword === 'additionalProperties') return 'is not a known setting';
  return `must be ${(parentSchema as Schema).title}`;
}

/** A value and its path. */
type ValueAt = readonly [path: string, value: string];

/** Checks rules between entries of a file with a valid format. Faults name the path, never the value. */
export function ruleFaults(file: TenantsFile, operations: readonly ConfiguredOperation[]): string[] {
  return [
    ...repeatedValues(file),
    ...severalDefaults(file),
    ...foreignRoles(file),
    ...longPolicies(file, operations),
    ...unknownTenants(file),
    ...impossibleClaims(file),
    ...unknownOperations(file, operations),
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

function unknownOperations({ accounts = {} }: TenantsFile, operations: readonly ConfiguredOperation[]): string[] {
  return Object.entries(accounts).flatMap(([account, { quotas }]) => {
    const names = typeof quotas === 'object' ? Object.keys(quotas) : [];
    return unknownNames(names, operations).map((fault) => `accounts.${account}.quotas: ${fault}`);
  });
}

function longPolicies({ tenants }: TenantsFile, operations: readonly ConfiguredOperation[]): string[] {
  return tenants.flatMap((tenant, index) => {
    const { assumeRole, webIdentity } = tenant.credentials;
    if ((assumeRole ?? webIdentity)?.sessionPolicy !== true) return [];
    const policy = sessionPolicyOf({ ...tenant, view: viewOf(tenant), s3: locationsOf(tenant) }, operations);
    if (policy.length <= MAX_SESSION_POLICY_LENGTH) return [];
    const kind = assumeRole === undefined ? 'webIdentity' : 'assumeRole';
    const path = `tenants.${index}.credentials.${kind}.sessionPolicy`;
    return [`${path}: the session policy is longer than AWS allows; use a collectionPrefix or a shorter list`];
  });
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

/** Every token would be rejected. */
function impossibleClaims({ issuers = [] }: TenantsFile): string[] {
  return issuers.flatMap(({ audienceClaim, tenantClaim, scopesClaim, scopesClaims = [] }, index) => {
    const claims = { audienceClaim, tenantClaim, scopesClaim };
    const scopes = [...scopesClaims.entries()].map(([at, claim]) => [`scopesClaims.${at}`, claim] as const);
    return [...Object.entries(claims), ...scopes].flatMap(([member, claim]) => {
      const fault = claim === undefined ? undefined : claimFault(claim);
      return fault === undefined ? [] : [`issuers.${index}.${member}: ${fault}`];
    });
  });
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
