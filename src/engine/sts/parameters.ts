import {
  camelCase,
  missingMember,
  violation,
  violationsOf,
  violationText,
  type Constraints,
} from '../protocol/constraints.js';
import { splitOnce } from '../protocol/canonical-request.js';
import type { StructureOf } from '../protocol/shapes.js';
import { StsError } from './sts-error.js';

/** Larger requests are rejected. The longest parameter is a web identity token of 20,000 characters. */
export const FORM_LIMIT_BYTES = 64 * 1024;

/** A parsed form-encoded body. */
export interface StsForm {
  readonly fields: ReadonlyMap<string, string>;
  /** Why the body is malformed. `fields` then holds the readable part. */
  readonly fault?: string;
}

/** Parses the first 64 KiB of a body. */
export function readForm(body: Uint8Array): StsForm {
  const fields = new Map<string, string>();
  const faults: string[] = [];
  const text = Buffer.from(body).toString('latin1', 0, FORM_LIMIT_BYTES);
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [name, value] = splitOnce(pair, '=').map(decoded);
    if (name === undefined || value === undefined) faults.push('The request body is not form-encoded');
    else if (fields.has(name)) faults.push(`The parameter ${name} is given more than once`);
    else fields.set(name, value);
  }
  const [fault] = faults;
  return fault === undefined ? { fields } : { fields, fault };
}

/** Returns undefined for invalid percent-encoding or UTF-8. */
function decoded(text: string): string | undefined {
  try {
    return /[^\x20-\x7e]/.test(text) ? undefined : decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** @source STS's service model, version 2011-06-15: AssumeRoleRequest and AssumeRoleWithWebIdentityRequest */
const PARAMETERS = {
  RoleArn: { type: 'string', min: 20, max: 2048 },
  RoleSessionName: { type: 'string', min: 2, max: 64, pattern: /^(?:[\w+=,.@-]*)$/u },
  ExternalId: { type: 'string', min: 2, max: 1224, pattern: /^(?:[\w+=,.@:/-]*)$/u },
  DurationSeconds: { type: 'integer', min: 900, max: 43_200 },
  Policy: { type: 'string', min: 1, pattern: /^(?:[\t\n\r\u0020-\u00FF]+)$/u },
  WebIdentityToken: { type: 'string', min: 4, max: 20_000 },
} as const satisfies Record<string, Constraints>;

type ParameterName = keyof typeof PARAMETERS;

/** Validated parameters. */
export type Parameters<Required extends ParameterName> = StructureOf<
  Pick<typeof PARAMETERS, Required>,
  typeof PARAMETERS
>;

/**
 * Validates the parameters of an operation; unknown parameters are ignored.
 *
 * @throws StsError ValidationError listing every violated constraint
 */
export function readParameters<Required extends ParameterName>(
  fields: ReadonlyMap<string, string>,
  required: readonly Required[],
): Parameters<Required> {
  const violations: string[] = [];
  const values: Partial<Record<ParameterName, string | number>> = {};
  for (const name of Object.keys(PARAMETERS) as ParameterName[]) {
    const text = fields.get(name);
    if (text === undefined) {
      if (required.some((each) => each === name)) violations.push(missingMember(camelCase(name)));
    } else if (name === 'DurationSeconds' && !/^-?\d+$/.test(text)) {
      violations.push(violation(`'${text}'`, camelCase(name), 'Member must be an integer'));
    } else {
      values[name] = name === 'DurationSeconds' ? Number(text) : text;
      violations.push(...violationsOf(PARAMETERS[name], values[name], camelCase(name)));
    }
  }
  if (violations.length > 0) throw new StsError('ValidationError', violationText(violations));
  return values as Parameters<Required>;
}
