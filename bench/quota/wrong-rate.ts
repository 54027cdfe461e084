import { withContenders } from './contenders.js';
import { steady } from './load.js';
import { rowOf } from './rows.js';
import type { Section } from './section.js';
import { between, throttledShare } from './upstream.js';

const TOLD = 10;
const GRANTED = 5;
const LOAD_PER_SECOND = 12;
const LEARNING_SECONDS = 15;
const SECONDS = 75;

/** The service is configured with twice the real quota and has to adapt. */
export async function wrongRate(): Promise<Section> {
  const setting = { users: LOAD_PER_SECOND * SECONDS, facesEach: 1, quota: GRANTED, toldQuota: TOLD, latencyMs: 30 };
  return withContenders({ ...setting, contenders: ['service'] }, async ([service], disassociations) => {
    const load = await steady(disassociations, LOAD_PER_SECOND, service!.disassociate);
    const calls = await service!.upstream.calls();
    const rate = (from: number, to: number): number =>
      between(calls, load.startedAtMs, [from, to]).length / (to - from);
    const windows = Array.from({ length: SECONDS / LEARNING_SECONDS }, (_, index) => {
      const [from, to] = [index * LEARNING_SECONDS, (index + 1) * LEARNING_SECONDS];
      return { name: `Sent from ${from} to ${to} s`, value: rate(from, to), unit: 'per second' } as const;
    });
    const learnt = between(calls, load.startedAtMs, [LEARNING_SECONDS, SECONDS]);
    const off = Math.abs(rate(LEARNING_SECONDS, SECONDS) / GRANTED - 1) * 100;
    return {
      title: `4. Wrong rate: configured ${TOLD}, granted ${GRANTED}; ${LOAD_PER_SECOND} a second for ${SECONDS} s`,
      rows: [await rowOf(service!, load)],
      figures: [
        ...windows,
        { name: `Deviation from the granted rate after ${LEARNING_SECONDS} s`, value: off, unit: '%', atMost: 10 },
        { name: `Throttled after ${LEARNING_SECONDS} s`, value: throttledShare(learnt) * 100, unit: '%', target: 3 },
      ],
    };
  });
}
