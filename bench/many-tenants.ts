import { cpuOf } from './cost.js';
import { type Contender, peerOf, serviceOf } from './disassociations.js';
import { MEBIBYTE, residentBytes } from './memory.js';
import { pairFigures } from './pairs.js';
import type { Section } from './quota/section.js';

const ACTIVE = 1_000;

/** The first is the reference. */
const CONTENDERS: readonly Contender[] = [
  { name: 'one tenant', start: serviceOf(1) },
  { name: '1,000 tenants in rotation', start: serviceOf(ACTIVE), keys: ACTIVE },
  { name: '10,000 tenants, 1,000 in rotation', start: serviceOf(10_000), keys: ACTIVE },
  { name: 'nest-express', start: peerOf('nest-express') },
];
/** For comparison, in the same run. */
const MEBIBYTES_AT_MOST: Readonly<Record<string, number>> = {
  'one tenant': 365,
  '10,000 tenants, 1,000 in rotation': 450,
};

/**
 * Measures the cost of many tenants: CPU per disassociation, and memory at the end of the load.
 *
 * @param options `rounds` of `calls` for each contender, after `warmup` calls.
 */
export async function benchmarkTenants(options: Readonly<Record<string, number>>): Promise<Section[]> {
  const { rounds = 0, calls = 0 } = options;
  let resident: number[] = [];
  const { measured, load } = await cpuOf(CONTENDERS, options, (running) => {
    resident = running.map(({ child: { pid = 0 } }) => residentBytes(pid) / MEBIBYTE);
  });
  const cpu = pairFigures(measured, { unit: 'µs', ratioAtMost: { '1,000 tenants in rotation': 1.1 } });
  const memory = CONTENDERS.map(({ name }, index) => {
    const atMost = MEBIBYTES_AT_MOST[name];
    return {
      name,
      value: resident[index] ?? Number.NaN,
      unit: 'MiB',
      ...(atMost !== undefined && { atMost }),
    } as const;
  });
  return [
    {
      title: `CPU per disassociation, medians of ${rounds} rounds of ${calls} calls`,
      rows: [],
      figures: [...cpu, load.figure],
    },
    { title: 'Resident memory at the end of the load', rows: [], figures: memory },
  ];
}
