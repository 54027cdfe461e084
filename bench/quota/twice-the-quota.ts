import { setTimeout as pause } from 'node:timers/promises';
import { CONTENDERS, withContenders } from './contenders.js';
import type { Contender } from './contenders.js';
import { steady } from './load.js';
import type { Load } from './load.js';
import type { Unlink } from './people.js';
import { rowOf } from './rows.js';
import type { Section } from './section.js';
import type { Answer, Unlinker } from './unlink.js';
import { between, throttledShare } from './upstream.js';

const QUOTA = 5;
const SECONDS = 60;
const LOAD_MS = SECONDS * 1_000;
/** A caller who comes back more often than that has been told wrong. */
const MAX_TRIES = 50;

/** Everything that a caller who comes back as told went through. */
interface Visits {
  readonly refusedAfterMs: number[];
  /** The most tries that one caller needed once the load had stopped. */
  mostTriesAfterLoad: number;
}

/** Twice as much as the quota, nothing of it to merge. Callers of the service come back as they are told. */
export async function twiceTheQuota(): Promise<Section> {
  const setting = { users: QUOTA * 2 * SECONDS, facesEach: 1, quota: QUOTA, latencyMs: 30 };
  return withContenders({ ...setting, contenders: CONTENDERS }, async (contenders, unlinks) => {
    const visits: Visits = { refusedAfterMs: [], mostTriesAfterLoad: 0 };
    const loads = await Promise.all(contenders.map((contender) => loadOn(contender, unlinks, visits)));
    const rows = await Promise.all(contenders.map((contender, index) => rowOf(contender, loads[index]!)));
    const calls = await contenders[0]!.upstream.calls();
    const during = between(calls, loads[0]!.startedAtMs, [0, SECONDS]).filter(({ result }) => result === 'ok');
    // A bucket that is full at first grants one second's worth more.
    const granted = QUOTA * (SECONDS + 1);
    return {
      title: `2. Twice the quota, all different users: ${QUOTA * 2} a second for ${SECONDS} s, quota ${QUOTA}`,
      rows,
      figures: [
        { name: 'Service: of the quota used', value: (during.length / granted) * 100, unit: '%', atLeast: 98 },
        { name: 'Service: throttled upstream', value: throttledShare(calls) * 100, unit: '%', target: 1 },
        { name: 'Service: refusals', value: visits.refusedAfterMs.length, unit: 'calls' },
        { name: 'Service: slowest refusal', value: Math.max(0, ...visits.refusedAfterMs), unit: 'ms', atMost: 50 },
        { name: 'Service: most tries after the load', value: visits.mostTriesAfterLoad, unit: 'calls', atMost: 2 },
        { name: 'Service: never served', value: rows[0]!.failed, unit: 'calls', atMost: 0 },
      ],
    };
  });
}

function loadOn({ name, unlink }: Contender, unlinks: readonly Unlink[], visits: Visits): Promise<Load> {
  const startedMs = performance.now();
  const endsMs = startedMs + LOAD_MS;
  return steady(unlinks, QUOTA * 2, name === 'service' ? comingBack(unlink, endsMs, visits) : unlink);
}

function comingBack(unlink: Unlinker, loadEndsMs: number, visits: Visits): Unlinker {
  return async (call) => {
    let triesAfterLoad = 0;
    let answer: Answer = { failure: 'not tried' };
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const startedMs = performance.now();
      if (startedMs >= loadEndsMs) triesAfterLoad += 1;
      answer = await unlink(call);
      if (answer.failure !== '429') break;
      visits.refusedAfterMs.push(performance.now() - startedMs);
      await pause(answer.retryAfterMs ?? 0);
    }
    visits.mostTriesAfterLoad = Math.max(visits.mostTriesAfterLoad, triesAfterLoad);
    return answer;
  };
}
