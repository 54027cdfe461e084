import type { CallLog } from './call-log.js';
import type { EngineClock } from '../options.js';
import { isObject, isWhole, parseJson } from '../protocol/json.js';
import { EngineError } from '../protocol/wire-error.js';
import { whole, type Reply } from '../service.js';
import { faultRuleProblems, type FaultPlan, type GivenFaultRule } from './faults.js';

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
