import { setTimeout as pause } from 'node:timers/promises';
import { CONTENDERS, WITH_KEYS, withContenders } from './contenders.js';
import { burst } from './load.js';
import { plotOf } from './plot.js';
import { isDone, rowOf } from './rows.js';
import type { Row } from './rows.js';
import type { Section } from './section.js';

const USERS = 50;
const FACES_EACH = 20;
/** So that the thousand requests of one do not take the processor from the next. */
const STAGGER_MS = 5_000;

/** A thousand unlinks over few users at once: what can go together goes together. */
export async function burstOnFewUsers(): Promise<Section> {
  const setting = { users: USERS, facesEach: FACES_EACH, quota: 5, latencyMs: 30, waitSeconds: 30 };
  return withContenders({ ...setting, contenders: [...CONTENDERS, WITH_KEYS] }, async (contenders, unlinks) => {
    const loads = await Promise.all(
      contenders.map(async ({ unlink }, index) => {
        await pause(index * STAGGER_MS);
        return burst(unlinks, unlink);
      }),
    );
    const rows = await Promise.all(contenders.map((contender, index) => rowOf(contender, loads[index]!)));
    const [service, standard, adaptive, , keyed] = rows;
    const lines = loads.map(({ samples }, index) => ({
      name: contenders[index]!.name,
      doneAtSeconds: samples.filter(isDone).map(({ endedMs }) => endedMs / 1_000),
    }));
    return {
      title: '1. Burst on few users: 1,000 unlinks over 50 users at once, 5 calls a second, wait=30',
      rows,
      figures: [
        { name: 'Service: failed', value: service!.failed, unit: 'calls', atMost: 0 },
        { name: 'Service: calls upstream', value: service!.upstreamCalls, unit: 'calls', atMost: 60 },
        { name: 'Service, with keys: failed', value: keyed!.failed, unit: 'calls', atMost: 0 },
        { name: 'Service, with keys: time', value: keyed!.seconds / service!.seconds, unit: 'times', atMost: 1.5 },
        { name: 'Sooner than adaptive', value: adaptive!.seconds / service!.seconds, unit: 'times', atLeast: 10 },
        { name: 'Done a second, beside adaptive', value: pace(service!) / pace(adaptive!), unit: 'times' },
        { name: 'SDK, standard: lost', value: (standard!.failed / unlinks.length) * 100, unit: '%', atLeast: 50 },
      ],
      plot: plotOf(lines, unlinks.length),
    };
  });
}

/** Calls done a second until the last answer. */
function pace({ done, seconds }: Row): number {
  return done / seconds;
}
