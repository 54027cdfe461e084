import type { EngineClock } from '../options.js';
import { isObject, isWhole, parseJson } from '../protocol/json.js';
import { EngineError } from '../protocol/wire-error.js';
import { whole, type Reply } from '../service.js';
import { faultRuleProblems, type FaultPlan, type GivenFaultRule } from './faults.js';

/** A call as reported by `GET /_engine/calls`. */
export interface LoggedCall {
  /** Real time rather than the engine's clock, so that rates can be measured. */
  readonly atMs: number;
  /** `(unknown)` if the target is not an operation of this engine. */
  readonly operation: string;
  /** Null if the signature is invalid, because the caller is then unknown. */
  readonly accountId: string | null;
  readonly accessKeyId: string | null;
  readonly region: string | null;
  /** `pending`, then `ok` or the name of the exception or fault. */
  readonly result: string;
  readonly requestId: string;
}

/** By operation and result. */
type Counts = Record<string, Record<string, number>>;

const PENDING = 'pending';
const CAPACITY = 10_000;

/**
 * Records calls and their results.
 *
 * A call is `pending` from the signature check until its response is written, so a test can wait for n calls while
 * responses are delayed. The newest 10,000 calls are kept; counts cover all calls since the last reset.
 */
export class CallLog {
  private calls: { -readonly [Member in keyof LoggedCall]: LoggedCall[Member] }[] = [];
  private counts: Counts = {};

  /** Records a pending call. Returns a callback that sets its result. */
  open(call: Omit<LoggedCall, 'result'>): (result: string) => void {
    const { counts } = this;
    const entry = { ...call, result: PENDING };
    this.calls.push(entry);
    if (this.calls.length > CAPACITY) this.calls.shift();
    count(counts, call.operation, PENDING, 1);
    return (result) => {
      entry.result = result;
      count(counts, call.operation, PENDING, -1);
      count(counts, call.operation, result, 1);
    };
  }

  snapshot(): { calls: readonly LoggedCall[]; counts: Counts } {
    return { calls: this.calls, counts: this.counts };
  }

  reset(): void {
    this.calls = [];
    this.counts = {};
  }
}

/** Removes results whose count drops to 0. */
function count(counts: Counts, operation: string, result: string, change: number): void {
  const results = (counts[operation] ??= {});
  results[result] = (results[result] ?? 0) + change;
  if (results[result] === 0) Reflect.deleteProperty(results, result);
}

/** The objects that the control routes read and change. */
export interface Controlled {
  readonly callLog: CallLog;
  readonly faults: FaultPlan;
  readonly clock: EngineClock;
}

/** The path prefix of control routes. No AWS path starts with it. */
export const CONTROL_PREFIX = '/_engine/';

/** Returns the body of the response. @throws EngineError */
type Route = (controlled: Controlled, body: Uint8Array) => object;

const ROUTES: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  health: { GET: () => ({ status: 'ok' }) },
  calls: {
    GET: ({ callLog }) => callLog.snapshot(),
    DELETE: ({ callLog }) => {
      callLog.reset();
      return {};
    },
  },
  clock: {
    POST: ({ clock }, body) => {
      const json = parseJson(body);
      const advanceMs = isObject(json) ? json['advanceMs'] : undefined;
      if (!isWhole(advanceMs, 0, Number.MAX_SAFE_INTEGER) || !clock.canAdvance(advanceMs))
        throw refusal(400, 'advanceMs must be a whole number of at least 0 that stays before the year 9999');
      clock.advance(advanceMs);
      return { nowMs: clock.nowMs() };
    },
  },
  faults: {
    PUT: ({ faults }, body) => {
      const json = parseJson(body);
      const problems = faultRuleProblems(json);
      if (problems.length > 0) throw refusal(400, problems.join('; '));
      faults.replace(json as GivenFaultRule[]);
      return {};
    },
    DELETE: ({ faults }) => {
      faults.replace([]);
      return {};
    },
  },
};

/**
 * Answers a control request.
 *
 * @param controlled undefined if the control routes are disabled
 * @param body undefined if it is too large
 */
export function control(
  controlled: Controlled | undefined,
  method: string,
  path: string,
  body: Uint8Array | undefined,
): Reply {
  try {
    if (!controlled) throw refusal(403, 'The control routes are disabled. Start the engine with --control');
    if (!body) throw refusal(413, 'The body is too large');
    return json(200, routeOf(method, path)(controlled, body));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return json(error.status, { message: error.message });
  }
}

function routeOf(method: string, path: string): Route {
  const name = path.slice(CONTROL_PREFIX.length);
  const methods = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (!methods) throw refusal(404, `Unknown control route ${path}`);
  const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!route) throw refusal(405, `${path} allows only ${Object.keys(methods).join(' and ')}`);
  return route;
}

function refusal(status: number, message: string): EngineError {
  return new EngineError('ControlError', message, status);
}

function json(status: number, body: object): Reply {
  return whole(status, 'application/json', JSON.stringify(body));
}
