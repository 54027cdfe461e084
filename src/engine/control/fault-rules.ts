import { FAULTS, type Fault, type FaultName, type FaultRule } from './faults.js';
import { STS_OPERATIONS } from '../sts/sts-service.js';
import { OPERATIONS } from '../targets.js';

const OPERATION_NAMES: readonly string[] = [...OPERATIONS, ...STS_OPERATIONS].map(({ name }) => name);
const MAX_LATENCY_MS = 600_000;
const ANY_EFFECT: Fault = { effects: ['before', 'after'] };
const MEMBERS = ['operation', 'fault', 'times', 'share', 'latencyMs', 'effect'];

/** Returns the validated rules of a control request, or their problems. */
export function readFaultRules(json: unknown): { rules: FaultRule[] } | { problems: string[] } {
  if (!Array.isArray(json)) return { problems: ['the body must be a list of faults'] };
  const problems = json.flatMap((item: unknown, index) =>
    problemsOf(item).map((problem) => `fault ${index + 1}: ${problem}`),
  );
  if (problems.length > 0) return { problems };
  const rules = (json as (Partial<FaultRule> & { fault: FaultName })[]).map(
    (rule) => ({ latencyMs: 0, effect: FAULTS[rule.fault].effects[0], ...rule }) as FaultRule,
  );
  return { rules };
}

function problemsOf(item: unknown): string[] {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return ['must be an object'];
  const { operation, fault, times, share, latencyMs, effect } = item as Record<string, unknown>;
  const { effects }: Fault = isFault(fault) ? FAULTS[fault] : ANY_EFFECT;
  const checks: [boolean, string][] = [
    [isTarget(operation), `operation must be * or one of ${OPERATION_NAMES.join(', ')}`],
    [isFault(fault), `fault must be one of ${Object.keys(FAULTS).join(', ')}`],
    [effect === undefined || effects.some((allowed) => allowed === effect), `effect must be ${effects.join(' or ')}`],
    [(times === undefined) !== (share === undefined), 'exactly one of times and share must be given'],
    [times === undefined || isWhole(times, 1, Number.MAX_SAFE_INTEGER), 'times must be a whole number of at least 1'],
    [
      share === undefined || (typeof share === 'number' && share > 0 && share <= 1),
      'share must be above 0 and at most 1',
    ],
    [
      latencyMs === undefined ? fault !== 'latency' : isWhole(latencyMs, 0, MAX_LATENCY_MS),
      `latencyMs must be a whole number from 0 to ${MAX_LATENCY_MS}`,
    ],
    ...Object.keys(item).map((key): [boolean, string] => [MEMBERS.includes(key), `${key} is not a member of a fault`]),
  ];
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem);
}

function isTarget(value: unknown): boolean {
  return value === '*' || OPERATION_NAMES.some((name) => name === value);
}

function isFault(value: unknown): value is FaultName {
  return typeof value === 'string' && Object.hasOwn(FAULTS, value);
}

function isWhole(value: unknown, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}
