import type { CallLog } from './call-log.js';
import type { EngineClock } from '../engine-clock.js';
import { readFaultRules } from './fault-rules.js';
import type { FaultPlan } from './faults.js';

/** What the control routes look at and steer. */
export interface Controlled {
  readonly callLog: CallLog;
  readonly faults: FaultPlan;
  readonly clock: EngineClock;
}

export interface ControlAnswer {
  readonly status: number;
  readonly body: object;
}

/** Every control route starts with it; AWS has no path like it. */
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
        return refused(400, 'advanceMs must be a whole number from 0 on that leads no farther than the year 9999');
      clock.advance(advanceMs as number);
      return { status: 200, body: { nowMs: clock.nowMs() } };
    },
  },
  faults: {
    PUT: ({ faults }, body) => {
      const read = readFaultRules(parse(body));
      if ('problems' in read) return refused(400, read.problems.join('; '));
      faults.replace(read.rules);
      return DONE;
    },
    DELETE: ({ faults }) => {
      faults.replace([]);
      return DONE;
    },
  },
};

/** Answers a request under `/_engine/`. */
export function control(controlled: Controlled, method: string, path: string, body: Uint8Array): ControlAnswer {
  const name = path.slice(CONTROL_PREFIX.length);
  const methods = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (!methods) return refused(404, `There is no control route ${path}`);
  const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!route) return refused(405, `${path} answers ${Object.keys(methods).join(' and ')}`);
  return route(controlled, body);
}

/** A failure in the control routes' own shape. */
export function refused(status: number, message: string): ControlAnswer {
  return { status, body: { message } };
}

/** Undefined for what is no JSON: no route takes that. */
function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString()) as unknown;
  } catch {
    return undefined;
  }
}
