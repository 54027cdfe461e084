import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

import type { TenantsFile } from './tenants-file.js';
import { type Schema, TENANTS_FILE_SCHEMA } from './tenants-file.schema.js';

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
  // strictRequired would require conditions to repeat the sibling properties.
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, strictRequired: false });
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
