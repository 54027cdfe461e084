import { burstOnFewUsers } from './quota/burst.js';
import { idle } from './quota/idle.js';
import { noisyNeighbour } from './quota/noisy-neighbour.js';
import type { Section } from './quota/section.js';
import { storm } from './quota/storm.js';
import { twiceTheQuota } from './quota/twice-the-quota.js';
import { wrongRate } from './quota/wrong-rate.js';

const SCENARIOS: readonly (() => Promise<Section>)[] = [
  burstOnFewUsers,
  twiceTheQuota,
  noisyNeighbour,
  wrongRate,
  storm,
  idle,
];
/** The benchmark ends after this time in any case. */
const MAX_MS = 60 * 60_000;

/**
 * Measures how much of a quota the service and three alternatives use under the same load.
 *
 * @param options `scenario` is the number of a scenario, or 0 for all.
 */
export async function benchmarkQuota({ scenario = 0 }: Readonly<Record<string, number>>): Promise<Section[]> {
  setTimeout(() => process.exit(1), MAX_MS).unref();
  const sections: Section[] = [];
  for (const [index, run] of SCENARIOS.entries()) {
    if (scenario === 0 || scenario === index + 1) sections.push(await run());
  }
  if (sections.length === 0) throw new Error(`--scenario must be from 1 to ${SCENARIOS.length}`);
  return sections;
}
