import { setTimeout as pause } from 'node:timers/promises';
import { CONTENDERS, withContenders } from './contenders.js';
import type { Contender } from './contenders.js';
import { steady } from './load.js';
import type { Load } from './load.js';
import type { Disassociation } from './people.js';
import { rowOf } from './rows.js';
import type { Section } from './section.js';
import type { Answer, Disassociate } from './disassociate.js';
import { between, throttledShare } from './upstream.js';

const QUOTA = 5;
const SECONDS = 60;
const LOAD_MS = SECONDS * 1_000;
/** A caller that needs more attempts received a wrong Retry-After. */
const MAX_TRIES = 50;

/** What callers observe that repeat after `Retry-After`. */
interface Visits {
  readonly refusedAfterMs: number[];
  /** Maximum number of attempts of one caller after the load stopped. */
  mostTriesAfterLoad: number;
}

/** Sends twice the quota, with nothing to merge. Callers of the service repeat after `Retry-After`. */
export async function twiceTheQuota(): Promise<Section> {
  const setting = { users: QUOTA * 2 * SECONDS, facesEach: 1, quota: QUOTA, latencyMs: 30 };
  return withContenders({ ...setting, contenders: CONTENDERS }, async (contenders, disassociations) => {
    const visits: Visits = { refusedAfterMs: [], mostTriesAfterLoad: 0 };
    const loads = await Promise.all(contenders.map((contender) => loadOn(contender, disassociations, visits)));
    const rows = await Promise.all(contenders.map((contender, index) => rowOf(contender, loads[index]!)));
    const calls = await contenders[0]!.upstream.calls();
    const during = between(calls, loads[0]!.startedAtMs, [0, SECONDS]).filter(({ result }) => result === 'ok');
    // A bucket that starts full grants the calls of one more second.
    const granted = QUOTA * (SECONDS + 1);
    return {
      title: `2. Twice the quota, all different users: ${QUOTA * 2} a second for ${SECONDS} s, quota ${QUOTA}`,
      rows,
      figures: [
        { name: 'Service: quota used', value: (during.length / granted) * 100, unit: '%', atLeast: 98 },
        { name: 'Service: throttled upstream', value: throttledShare(calls) * 100, unit: '%', target: 1 },
        { name: 'Service: rejections', value: visits.refusedAfterMs.length, unit: 'calls' },
        { name: 'Service: slowest rejection', value: Math.max(0, ...visits.refusedAfterMs), unit: 'ms', atMost: 50 },
        {
          name: 'Service: maximum of attempts after the load',
          value: visits.mostTriesAfterLoad,
          unit: 'calls',
          atMost: 2,
        },
        { name: 'Service: never served', value: rows[0]!.failed, unit: 'calls', atMost: 0 },
      ],
    };
  });
}

function loadOn(
  { name, disassociate }: Contender,
  disassociations: readonly Disassociation[],
  visits: Visits,
): Promise<Load> {
  const startedMs = performance.now();
  const endsMs = startedMs + LOAD_MS;
  return steady(
    disassociations,
    QUOTA * 2,
    name === 'service' ? comingBack(disassociate, endsMs, visits) : disassociate,
  );
}

function comingBack(disassociate: Disassociate, loadEndsMs: number, visits: Visits): Disassociate {
  return async (call) => {
    let triesAfterLoad = 0;
    let answer: Answer = { failure: 'not tried' };
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const startedMs = performance.now();
      if (startedMs >= loadEndsMs) triesAfterLoad += 1;
      answer = await disassociate(call);
      if (answer.failure !== '429') break;
      visits.refusedAfterMs.push(performance.now() - startedMs);
      await pause(answer.retryAfterMs ?? 0);
    }
    visits.mostTriesAfterLoad = Math.max(visits.mostTriesAfterLoad, triesAfterLoad);
    return answer;
  };
}
