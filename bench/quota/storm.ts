import { setTimeout as pause } from 'node:timers/promises';
import { CONTENDERS, withContenders } from './contenders.js';
import type { Contender } from './contenders.js';
import { steady } from './load.js';
import type { Load } from './load.js';
import type { Disassociation } from './people.js';
import { rowOf } from './rows.js';
import type { Section } from './section.js';
import { between } from './upstream.js';

const QUOTA = 5;
const LOAD_PER_SECOND = 10;
const FAILING_SHARE = 0.4;
/** In seconds since the start of the load. */
const [STORM_FROM, STORM_TO, HEALED_BY, END] = [5, 35, 45, 60];

interface Course {
  readonly load: Load;
  /** Number of calls whose first attempt was during the storm. Only the service counts them. */
  readonly begun: number;
}

/** Rekognition fails 40 % of the calls for half a minute under full load. */
export async function storm(): Promise<Section> {
  const setting = { users: LOAD_PER_SECOND * END, facesEach: 1, quota: QUOTA, latencyMs: 30 };
  return withContenders({ ...setting, contenders: CONTENDERS }, async (contenders, disassociations) => {
    const courses = await Promise.all(contenders.map((contender) => through(contender, disassociations)));
    const rows = await Promise.all(contenders.map((contender, index) => rowOf(contender, courses[index]!.load)));
    const { load, begun } = courses[0]!;
    const calls = await contenders[0]!.upstream.calls();
    const inStorm = between(calls, load.startedAtMs, [STORM_FROM, STORM_TO]);
    const healed = between(calls, load.startedAtMs, [HEALED_BY, END]).filter(({ result }) => result === 'ok');
    const ofFullRate = (healed.length / (QUOTA * (END - HEALED_BY))) * 100;
    return {
      title: `5. Storm: ${FAILING_SHARE * 100} % fail from ${STORM_FROM} to ${STORM_TO} s; ${LOAD_PER_SECOND} a second, quota ${QUOTA}`,
      rows,
      figures: [
        { name: 'Service: attempts per call in the storm', value: inStorm.length / begun, unit: 'times', atMost: 1.2 },
        { name: 'Service: share of the full rate from 10 s afterwards', value: ofFullRate, unit: '%', atLeast: 95 },
      ],
    };
  });
}

async function through(
  { disassociate, upstream, url, name }: Contender,
  disassociations: readonly Disassociation[],
): Promise<Course> {
  const loading = steady(disassociations, LOAD_PER_SECOND, disassociate);
  await pause(STORM_FROM * 1_000);
  await upstream.fail(FAILING_SHARE);
  const before = name === 'service' ? await callsBegun(url) : 0;
  await pause((STORM_TO - STORM_FROM) * 1_000);
  await upstream.fail(0);
  const after = name === 'service' ? await callsBegun(url) : 0;
  return { load: await loading, begun: after - before };
}

/** Returns the number of calls that have made their first attempt. */
async function callsBegun(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^facade_merge_size_count\{.*\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
}
