import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { percentile, timesOf } from '../figures.js';
import { withContenders } from './contenders.js';
import { CREDENTIALS, REGION } from './people.js';
import type { Section } from './section.js';
import { disassociateBySdk } from './disassociate.js';
import type { Disassociate } from './disassociate.js';

const [USERS, FACES_EACH] = [60, 100];
/** Warm-up calls, which are not counted because the first calls of a process are slow. */
const WARM_UP_ROUNDS = 1_000;
/** Far more than one sequential caller can use. */
const OUT_OF_REACH = 100_000;

/** Sends one call after another, to measure what the service adds if nothing waits. */
export async function idle(): Promise<Section> {
  const setting = { users: USERS, facesEach: FACES_EACH, quota: OUT_OF_REACH, latencyMs: 0 };
  return withContenders({ ...setting, contenders: ['service'] }, async ([service], disassociations) => {
    const client = new RekognitionClient({
      endpoint: service!.upstream.url,
      region: REGION,
      credentials: CREDENTIALS,
    });
    const direct = disassociateBySdk(client);
    // In turn, so that other load on the machine affects both.
    const times = await timesOf(disassociations.length, (round) =>
      done(round % 2 ? direct : service!.disassociate, disassociations[round]!),
    );
    client.destroy();
    const warm = times.slice(WARM_UP_ROUNDS);
    const [over, straight] = [0, 1].map((parity) => warm.filter((_, round) => round % 2 === parity));
    const added = (share: number): number => percentile(over!, share) - percentile(straight!, share);
    return {
      title: `6. Nothing to merge and no limit reached: ${warm.length / 2} sequential calls each, in turn`,
      rows: [],
      figures: [
        { name: 'Direct SDK call, p50', value: percentile(straight!, 0.5), unit: 'ms' },
        { name: 'Direct SDK call, p99', value: percentile(straight!, 0.99), unit: 'ms' },
        { name: 'Through the service, p50', value: percentile(over!, 0.5), unit: 'ms' },
        { name: 'Through the service, p99', value: percentile(over!, 0.99), unit: 'ms' },
        { name: 'Added by the service, p50', value: added(0.5), unit: 'ms', target: 1 },
        { name: 'Added by the service, p99', value: added(0.99), unit: 'ms' },
      ],
    };
  });
}

async function done(disassociate: Disassociate, call: Parameters<Disassociate>[0]): Promise<void> {
  const { failure } = await disassociate(call);
  if (failure !== '') throw new Error(`A call failed: ${failure}`);
}
