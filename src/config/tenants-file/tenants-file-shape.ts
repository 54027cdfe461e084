import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

import type { TenantsFile } from './tenants-file.js';
import { type Schema, TENANTS_FILE_SCHEMA } from './tenants-file.schema.js';

/** A member's name is told if it looks like one: anything else may be a value that came to stand in the wrong place. */
const MEMBER = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;
/** Parts of a condition. What is told is the condition's own title. */
const PART = /\/(oneOf|anyOf|not|propertyNames)\//;

let compiled: ValidateFunction<TenantsFile> | undefined;

/** Whether something has the format of a tenants file; else every fault of it, by its path and without values. */
export function shapeFaults(parsed: unknown): string[] {
  const validate = (compiled ??= compile());
  if (validate(parsed)) return [];
  const errors = (validate.errors ?? []).filter(({ schemaPath }) => !PART.test(schemaPath));
  return [...new Set(errors.map((error) => `${pathOf(error)}: ${sentence(error)}`))];
}

/** Compiling takes a while and is for those who have a tenants file. */
function compile(): ValidateFunction<TenantsFile> {
  // strictRequired would have conditions repeat the members that stand beside them.
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, strictRequired: false });
  addFormats.default(ajv, ['date-time', 'uri']);
  return ajv.compile<TenantsFile>(TENANTS_FILE_SCHEMA);
}

/** `tenants.0.apiKeys.1.sha256` */
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
  if (keyword === 'additionalProperties') return 'is not known here';
  return `must be ${(parentSchema as Schema).title}`;
}
