import { JSON_WIRE, whole, type Reply, type Wire } from '../service.js';
import { failingChecks, isObject, isWhole } from '../protocol/json.js';
import { WIRE_ERRORS, WireError, type EngineError, type WireErrorName } from '../protocol/wire-error.js';
import { seededFraction } from '../store/seeded-ids.js';
import { STS_ERRORS, STS_WIRE, type StsErrorName } from '../sts/sts-error.js';
import { STS_OPERATIONS } from '../sts/sts-service.js';
import { OPERATIONS } from '../targets.js';

/** Whether the fault replaces the operation (`before`) or only its response (`after`). */
export type FaultEffect = 'before' | 'after';

export interface Fault {
  /** The allowed effects; the first is the default. */
  readonly effects: readonly [FaultEffect, ...FaultEffect[]];
  /**
   * Replaces the operation's reply. A fault without it only delays the reply.
   *
   * @param reply the operation's reply; an empty success with effect `before`
   */
  readonly answer?: (reply: Reply, wire: Wire, requestId: string) => Reply;
}

const BEFORE_OR_AFTER = ['before', 'after'] as const;
const AFTER_OR_BEFORE = ['after', 'before'] as const;

function failing(errorOf: (wire: Wire) => EngineError): Fault {
  return { effects: BEFORE_OR_AFTER, answer: (_, wire, requestId) => wire.failure(errorOf(wire), requestId) };
}

/** Every exception name is a fault. A service that has its own exception of that name answers with it. */
const EXCEPTIONS = Object.fromEntries(
  Object.keys({ ...STS_ERRORS, ...WIRE_ERRORS }).map((name) => [
    name,
    failing((wire) => (wire.ownError(name) ?? STS_WIRE.ownError(name) ?? JSON_WIRE.ownError(name)) as EngineError),
  ]),
) as Record<StsErrorName | WireErrorName, Fault>;

const DROPPED: Reply = { status: 0, contentType: '', body: '', delivery: 'none' };

const BAD_GATEWAY = whole(
  502,
  'text/html',
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
);

/** All faults by name. */
export const FAULTS = {
  ...EXCEPTIONS,
  ThrottlingException500: failing(() => new WireError('ThrottlingException', 'Service Unavailable', 500)),
  latency: { effects: ['after'] },
  drip: { effects: ['after'], answer: (reply) => ({ ...reply, delivery: 'drip' }) },
  'drop-before': { effects: ['before'], answer: () => DROPPED },
  'drop-after': { effects: ['after'], answer: () => DROPPED },
  'html-502': { effects: BEFORE_OR_AFTER, answer: () => BAD_GATEWAY },
  malformed: { effects: AFTER_OR_BEFORE, answer: (reply, wire) => ({ ...reply, body: wire.malformed }) },
  empty: { effects: AFTER_OR_BEFORE, answer: (reply) => ({ ...reply, body: '' }) },
  truncated: { effects: ['after'], answer: (reply) => ({ ...reply, delivery: 'truncated' }) },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

/** A fault rule. Only the first rule that matches a call applies. */
export interface FaultRule {
  /** An operation name or `*`. */
  readonly operation: string;
  readonly fault: FaultName;
  readonly effect: FaultEffect;
  /** The number of calls to affect. */
  readonly times?: number;
  /** The fraction of calls to affect, drawn from the engine's seed. */
  readonly share?: number;
  readonly latencyMs: number;
}

/** A rule of a control request. */
export type GivenFaultRule = Pick<FaultRule, 'operation' | 'fault'> & Partial<FaultRule>;

/** The active fault rules. Initially empty. */
export class FaultPlan {
  private entries: { readonly rule: FaultRule; left: number }[] = [];
  private draws = 0;

  constructor(private readonly seed: number) {}

  replace(rules: readonly GivenFaultRule[]): void {
    this.entries = rules.map((given) => ({
      rule: { latencyMs: 0, effect: FAULTS[given.fault].effects[0], ...given },
      left: given.times ?? Infinity,
    }));
  }

  /** Returns the rule for the next call of an operation and counts its use. */
  draw(operation: string): FaultRule | undefined {
    const entry = this.entries.find(
      ({ rule, left }) =>
        left > 0 && (rule.operation === '*' || rule.operation === operation) && this.isDrawn(rule.share),
    );
    if (entry) entry.left -= 1;
    return entry?.rule;
  }

  private isDrawn(share: number | undefined): boolean {
    if (share === undefined) return true;
    this.draws += 1;
    return seededFraction(this.seed, 'fault', this.draws) < share;
  }
}

const OPERATION_NAMES: readonly string[] = [...OPERATIONS, ...STS_OPERATIONS].map(({ name }) => name);
const MAX_LATENCY_MS = 600_000;
const ANY_EFFECT: Fault = { effects: ['before', 'after'] };
const MEMBERS = ['operation', 'fault', 'times', 'share', 'latencyMs', 'effect'];

/** Returns the problems of a JSON value as a list of `GivenFaultRule`. */
export function faultRuleProblems(json: unknown): string[] {
  if (!Array.isArray(json)) return ['the body must be a list of faults'];
  return json.flatMap((item, index) => problemsOf(item).map((problem) => `fault ${index + 1}: ${problem}`));
}

function problemsOf(item: unknown): string[] {
  if (!isObject(item)) return ['must be an object'];
  const { operation, fault, times, share, latencyMs, effect } = item;
  const { effects }: Fault = isFault(fault) ? FAULTS[fault] : ANY_EFFECT;
  return failingChecks([
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
  ]);
}

function isTarget(value: unknown): boolean {
  return value === '*' || OPERATION_NAMES.some((name) => name === value);
}

function isFault(value: unknown): value is FaultName {
  return typeof value === 'string' && Object.hasOwn(FAULTS, value);
}
