import { CONTENDERS, withContenders } from './contenders.js';
import type { Contender } from './contenders.js';
import { steady } from './load.js';
import type { Disassociation } from './people.js';
import { rowOf } from './rows.js';
import type { Row } from './rows.js';
import type { Section } from './section.js';

const QUOTA = 5;
const NOISY_PER_SECOND = 50;
const QUIET_PER_SECOND = 1;
const SECONDS = 30;

/** Two tenants share an account: one sends ten times the quota, the other a fifth of it. */
export async function noisyNeighbour(): Promise<Section> {
  const users = (NOISY_PER_SECOND + QUIET_PER_SECOND) * SECONDS;
  const setting = { users, facesEach: 1, quota: QUOTA, latencyMs: 30 };
  return withContenders({ ...setting, contenders: CONTENDERS }, async (contenders, disassociations) => {
    const rows = (await Promise.all(contenders.map((contender) => rowsOf(contender, disassociations)))).flat();
    const [quiet] = rows;
    return {
      title: `3. A noisy and a quiet tenant on one account: ${NOISY_PER_SECOND} and ${QUIET_PER_SECOND} a second for ${SECONDS} s, quota ${QUOTA} (upstream: sum of both)`,
      rows,
      figures: [
        { name: 'Service: quiet tenant, not served', value: quiet!.failed, unit: 'calls', atMost: 0 },
        { name: 'Service: quiet tenant, wait p99', value: quiet!.waitP99Ms, unit: 'ms', target: 1_000 },
      ],
    };
  });
}

/** The quiet tenant's first, then the noisy one's. */
async function rowsOf(contender: Contender, disassociations: readonly Disassociation[]): Promise<Row[]> {
  const quiet = disassociations.slice(0, QUIET_PER_SECOND * SECONDS).map((call) => ({ ...call, tenant: 'quiet' }));
  const noisy = disassociations.slice(quiet.length).map((call) => ({ ...call, tenant: 'noisy' }));
  const loads = await Promise.all([
    steady(quiet, QUIET_PER_SECOND, contender.disassociate),
    steady(noisy, NOISY_PER_SECOND, contender.disassociate),
  ]);
  const rows = await Promise.all(loads.map((load) => rowOf(contender, load)));
  return rows.map((row, index) => ({ ...row, contender: `${row.contender}: ${index === 0 ? 'quiet' : 'noisy'}` }));
}
