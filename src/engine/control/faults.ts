import type { EngineError } from '../protocol/wire-error.js';
import type { Reply } from '../server/reply.js';
import { seededFraction } from '../store/seeded-ids.js';
import { STS_ERRORS, StsError } from '../sts/sts-error.js';
import type { Wire } from '../protocol/wire.js';
import { WIRE_ERRORS, WireError } from '../protocol/wire-error.js';

/** Whether a fault strikes before the operation has any effect, which it then never has, or after it. */
export type FaultEffect = 'before' | 'after';

/** One way for a call to fail. */
export interface Fault {
  /** When it can strike; the first is meant where a rule does not say. */
  readonly effects: readonly [FaultEffect, ...FaultEffect[]];
  /**
   * What is answered in place of the operation's own reply; a fault without it is its delay alone.
   *
   * @param reply the operation's own; before the effect there is none, and an empty success stands in.
   */
  readonly answer?: (reply: Reply, wire: Wire, requestId: string) => Reply;
}

const BEFORE_OR_AFTER = ['before', 'after'] as const;
const AFTER_OR_BEFORE = ['after', 'before'] as const;

function failing(error: EngineError): Fault {
  return { effects: BEFORE_OR_AFTER, answer: (_, wire, requestId) => wire.failure(error, requestId) };
}

function failingAs(name: string, error: EngineError): Fault {
  return {
    effects: BEFORE_OR_AFTER,
    answer: (_, wire, requestId) => wire.failure(wire.ownError(name) ?? error, requestId),
  };
}

/** Every exception's own name is a fault; a service that knows it under another name only answers with that. */
const EXCEPTIONS = {
  ...faultsNamed(STS_ERRORS, (name) => new StsError(name)),
  ...faultsNamed(WIRE_ERRORS, (name) => new WireError(name)),
};

function faultsNamed<Name extends string>(
  table: Readonly<Record<Name, unknown>>,
  errorOf: (name: Name) => EngineError,
): Record<Name, Fault> {
  const names = Object.keys(table) as Name[];
  return Object.fromEntries(names.map((name) => [name, failingAs(name, errorOf(name))])) as Record<Name, Fault>;
}

const DROPPED: Reply = { status: 0, contentType: '', body: '', delivery: 'none' };

const BAD_GATEWAY: Reply = {
  status: 502,
  contentType: 'text/html',
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
  delivery: 'whole',
};

/** Every fault there is, by name. */
export const FAULTS = {
  ...EXCEPTIONS,
  ThrottlingException500: failing(new WireError('ThrottlingException', undefined, 500)),
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

/** One line of the plan. The first line of a plan that strikes decides a call alone. */
export interface FaultRule {
  /** An operation's name or `*`. */
  readonly operation: string;
  readonly fault: FaultName;
  readonly effect: FaultEffect;
  /** Strikes so many calls, then never again. */
  readonly times?: number;
  /** Strikes this part of the calls, drawn from the engine's seed. */
  readonly share?: number;
  readonly latencyMs: number;
}

/** Which calls are struck by what. Starts empty. */
export class FaultPlan {
  private lines: { readonly rule: FaultRule; left: number }[] = [];
  private draws = 0;

  constructor(private readonly seed: number) {}

  replace(rules: readonly FaultRule[]): void {
    this.lines = rules.map((rule) => ({ rule, left: rule.times ?? Infinity }));
  }

  /** The rule that strikes the next call of an operation; it has been spent once by then. */
  draw(operation: string): FaultRule | undefined {
    const line = this.lines.find(
      ({ rule, left }) =>
        left > 0 && (rule.operation === '*' || rule.operation === operation) && this.strikes(rule.share),
    );
    if (line) line.left -= 1;
    return line?.rule;
  }

  private strikes(share: number | undefined): boolean {
    if (share === undefined) return true;
    this.draws += 1;
    return seededFraction(this.seed, 'fault', this.draws) < share;
  }
}
