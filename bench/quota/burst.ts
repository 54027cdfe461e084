import { setTimeout as pause } from 'node:timers/promises';
import { CONTENDERS, WITH_KEYS, withContenders } from './contenders.js';
import { burst } from './load.js';
import { plotOf } from './plot.js';
import { isDone, rowOf } from './rows.js';
import type { Row } from './rows.js';
import type { Section } from './section.js';

const USERS = 50;
const FACES_EACH = 20;
/** Pause between contenders, so that the requests of one do not slow down the next. */
const STAGGER_MS = 5_000;

/** Sends a thousand disassociations of a few users at once, which can be merged. */
export async function burstOnFewUsers(): Promise<Section> {
  const setting = { users: USERS, facesEach: FACES_EACH, quota: 5, latencyMs: 30, waitSeconds: 30 };
  return withContenders({ ...setting, contenders: [...CONTENDERS, WITH_KEYS] }, async (contenders, disassociations) => {
    const loads = await Promise.all(
      contenders.map(async ({ disassociate }, index) => {
        await pause(index * STAGGER_MS);
        return burst(disassociations, disassociate);
      }),
    );
    const rows = await Promise.all(contenders.map((contender, index) => rowOf(contender, loads[index]!)));
    const [service, standard, adaptive, , keyed] = rows;
    const lines = loads.map(({ samples }, index) => ({
      name: contenders[index]!.name,
      doneAtSeconds: samples.filter(isDone).map(({ endedMs }) => endedMs / 1_000),
    }));
    return {
      title: '1. Burst on few users: 1,000 disassociations over 50 users at once, 5 calls a second, wait=30',
      rows,
      figures: [
        { name: 'Service: failed', value: service!.failed, unit: 'calls', atMost: 0 },
        { name: 'Service: calls upstream', value: service!.upstreamCalls, unit: 'calls', atMost: 60 },
        { name: 'Service, with keys: failed', value: keyed!.failed, unit: 'calls', atMost: 0 },
        { name: 'Service, with keys: time', value: keyed!.seconds / service!.seconds, unit: 'times', atMost: 1.5 },
        { name: 'Faster than adaptive', value: adaptive!.seconds / service!.seconds, unit: 'times', atLeast: 10 },
        { name: 'Calls per second, relative to adaptive', value: pace(service!) / pace(adaptive!), unit: 'times' },
        {
          name: 'SDK, standard: lost',
          value: (standard!.failed / disassociations.length) * 100,
          unit: '%',
          atLeast: 50,
        },
      ],
      plot: plotOf(lines, disassociations.length),
    };
  });
}

/** Calls per second until the last response. */
function pace({ done, seconds }: Row): number {
  return done / seconds;
}
