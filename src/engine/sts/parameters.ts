import { StsError } from './sts-error.js';

interface Bounds {
  readonly min: number;
  readonly max: number;
}

type Parameter = ({ readonly type: 'text'; readonly pattern?: RegExp } | { readonly type: 'number' }) & Bounds;

/** @source STS's service model, version 2011-06-15: AssumeRoleRequest and AssumeRoleWithWebIdentityRequest */
const PARAMETERS = {
  RoleArn: { type: 'text', min: 20, max: 2048 },
  RoleSessionName: { type: 'text', min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ },
  ExternalId: { type: 'text', min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ },
  DurationSeconds: { type: 'number', min: 900, max: 43_200 },
  Policy: { type: 'text', min: 1, max: Infinity, pattern: /^[\t\n\r\u0020-\u00FF]+$/ },
  WebIdentityToken: { type: 'text', min: 4, max: 20_000 },
} as const satisfies Record<string, Parameter>;

export type ParameterName = keyof typeof PARAMETERS;

/** Validated parameters. */
export type Parameters<Required extends ParameterName> = {
  readonly [Name in ParameterName]?: ValueOf<Name>;
} & { readonly [Name in Required]: ValueOf<Name> };

type ValueOf<Name extends ParameterName> = (typeof PARAMETERS)[Name]['type'] extends 'number' ? number : string;

/**
 * Validates the parameters of an operation; unknown parameters are ignored.
 *
 * @throws StsError ValidationError listing every violated constraint
 */
export function readParameters<Required extends ParameterName>(
  fields: ReadonlyMap<string, string>,
  required: readonly Required[],
): Parameters<Required> {
  const names = Object.keys(PARAMETERS) as ParameterName[];
  const violations = names.flatMap((name) => {
    const value = fields.get(name);
    if (value !== undefined) return violationsOf(name, value);
    return required.some((each) => each === name) ? [violation(name, undefined, 'Member must not be null')] : [];
  });
  if (violations.length > 0) {
    const head = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected: `;
    throw new StsError('ValidationError', head + violations.join('; '));
  }
  const given = names.flatMap((name) => {
    const value = fields.get(name);
    return value === undefined ? [] : [[name, PARAMETERS[name].type === 'number' ? Number(value) : value] as const];
  });
  return Object.fromEntries(given) as Parameters<Required>;
}

function violationsOf(name: ParameterName, value: string): string[] {
  const parameter: Parameter = PARAMETERS[name];
  const { type, min, max } = parameter;
  if (type === 'number' && !/^-?\d+$/.test(value)) return [violation(name, value, 'Member must be an integer')];
  const size = type === 'text' ? value.length : Number(value);
  const measure = type === 'text' ? 'length' : 'value';
  const checks: [boolean, string][] = [
    [size >= min, `Member must have ${measure} greater than or equal to ${min}`],
    [size <= max, `Member must have ${measure} less than or equal to ${max}`],
  ];
  if (type === 'text' && parameter.pattern)
    checks.push([
      parameter.pattern.test(value),
      `Member must satisfy regular expression pattern: ${parameter.pattern.source}`,
    ]);
  return checks.filter(([holds]) => !holds).map(([, constraint]) => violation(name, value, constraint));
}

function violation(name: string, value: string | undefined, constraint: string): string {
  const shown = value === undefined ? 'null' : `'${value.slice(0, 100)}'`;
  const path = name.charAt(0).toLowerCase() + name.slice(1);
  return `Value ${shown} at '${path}' failed to satisfy constraint: ${constraint}`;
}
