import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { percentile, timesOf } from '../figures.js';
import { withContenders } from './contenders.js';
import { CREDENTIALS, REGION } from './people.js';
import type { Section } from './section.js';
import { unlinkBySdk } from './unlink.js';
import type { Unlinker } from './unlink.js';

const [USERS, FACES_EACH] = [60, 100];
/** The first calls of a process are slow, and not counted. */
const WARM_UP_ROUNDS = 1_000;
/** Far beyond what one caller at a time can ask for. */
const OUT_OF_REACH = 100_000;

/** One caller, one call after another: what the way through the service costs when nothing has to wait. */
export async function idle(): Promise<Section> {
  const setting = { users: USERS, facesEach: FACES_EACH, quota: OUT_OF_REACH, latencyMs: 0 };
  return withContenders({ ...setting, contenders: ['service'] }, async ([service], unlinks) => {
    const client = new RekognitionClient({
      endpoint: service!.upstream.url,
      region: REGION,
      credentials: CREDENTIALS,
    });
    const direct = unlinkBySdk(client);
    // In turns, so that what disturbs the machine disturbs both.
    const times = await timesOf(unlinks.length, (round) => done(round % 2 ? direct : service!.unlink, unlinks[round]!));
    client.destroy();
    const warm = times.slice(WARM_UP_ROUNDS);
    const [over, straight] = [0, 1].map((parity) => warm.filter((_, round) => round % 2 === parity));
    const added = (share: number): number => percentile(over!, share) - percentile(straight!, share);
    return {
      title: `6. Nothing to merge, no limit in reach: ${warm.length / 2} calls each way in turns, one after another`,
      rows: [],
      figures: [
        { name: 'Direct SDK call, p50', value: percentile(straight!, 0.5), unit: 'ms' },
        { name: 'Direct SDK call, p99', value: percentile(straight!, 0.99), unit: 'ms' },
        { name: 'Over the service, p50', value: percentile(over!, 0.5), unit: 'ms' },
        { name: 'Over the service, p99', value: percentile(over!, 0.99), unit: 'ms' },
        { name: 'Added by the service, p50', value: added(0.5), unit: 'ms', target: 1 },
        { name: 'Added by the service, p99', value: added(0.99), unit: 'ms' },
      ],
    };
  });
}

async function done(unlink: Unlinker, call: Parameters<Unlinker>[0]): Promise<void> {
  const { failure } = await unlink(call);
  if (failure !== '') throw new Error(`A call failed: ${failure}`);
}
