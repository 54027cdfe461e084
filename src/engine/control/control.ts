import type { CallLog } from './call-log.js';
import type { EngineClock } from '../options.js';
import { readFaultRules, type FaultPlan } from './faults.js';

/** The objects that the control routes read and change. */
export interface Controlled {
  readonly callLog: CallLog;
  readonly faults: FaultPlan;
  readonly clock: EngineClock;
}

export interface ControlAnswer {
  readonly status: number;
  readonly body: object;
}

/** The path prefix of control routes. No AWS path starts with it. */
export const CONTROL_PREFIX = '/_engine/';

type Route = (controlled: Controlled, body: Uint8Array) => ControlAnswer;

const DONE: ControlAnswer = { status: 200, body: {} };

const ROUTES: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  health: { GET: () => ({ status: 200, body: { status: 'ok' } }) },
  calls: {
    GET: ({ callLog }) => ({ status: 200, body: callLog.snapshot() }),
    DELETE: ({ callLog }) => {
      callLog.reset();
      return DONE;
    },
  },
  clock: {
    POST: ({ clock }, body) => {
      const json = parse(body);
      const advanceMs = typeof json === 'object' && json !== null ? (json as { advanceMs?: unknown }).advanceMs : null;
      if (!Number.isSafeInteger(advanceMs) || (advanceMs as number) < 0 || !clock.canAdvance(advanceMs as number))
        return controlError(400, 'advanceMs must be a whole number of at least 0 that stays before the year 9999');
      clock.advance(advanceMs as number);
      return { status: 200, body: { nowMs: clock.nowMs() } };
    },
  },
  faults: {
    PUT: ({ faults }, body) => {
      const read = readFaultRules(parse(body));
      if ('problems' in read) return controlError(400, read.problems.join('; '));
      faults.replace(read.rules);
      return DONE;
    },
    DELETE: ({ faults }) => {
      faults.replace([]);
      return DONE;
    },
  },
};

export function control(controlled: Controlled, method: string, path: string, body: Uint8Array): ControlAnswer {
  const name = path.slice(CONTROL_PREFIX.length);
  const methods = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (!methods) return controlError(404, `Unknown control route ${path}`);
  const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!route) return controlError(405, `${path} allows only ${Object.keys(methods).join(' and ')}`);
  return route(controlled, body);
}

/** An error response of the control routes. */
export function controlError(status: number, message: string): ControlAnswer {
  return { status, body: { message } };
}

/** Returns undefined for invalid JSON, which every route rejects. */
function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString()) as unknown;
  } catch {
    return undefined;
  }
}
