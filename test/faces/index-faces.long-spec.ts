import { describe, expect, it } from '@jest/globals';

import type { IndexFacesResponse } from '../../src/faces/faces.dto.js';
import type { Answer } from '../harness/app.js';
import { imageOf, inJson } from '../harness/images.js';
import { withWorld } from '../harness/world.js';

const PATH = '/collections/staff/faces';

const { app, engine, people } = withWorld();

type Indexed = Answer<IndexFacesResponse & Record<string, unknown>>;

function index(person: string, members: object = {}, path = PATH): Promise<Indexed> {
  return app.ask(path, { method: 'POST', body: { image: inJson(imageOf(person)), ...members } });
}

const idsOf = ({ body }: Indexed): string[] => body.faceRecords.map(({ face }) => face.faceId);

describe('IndexFaces: 1,000 requests of whose answers a third are lost after the work', () => {
  const HALF = 500;
  const AT_ONCE = 50;

  async function all(collection: string, members: (number: number) => object): Promise<Indexed[]> {
    const answers: Indexed[] = [];
    for (let first = 0; first < HALF; first += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, (_, more) =>
        index(`person-${first + more}`, members(first + more), `/collections/${collection}/faces`),
      );
      answers.push(...(await app.settled(batch)));
    }
    return answers;
  }

  const unclear = (answers: readonly Indexed[]): Indexed[] => answers.filter(({ status }) => status !== 201);

  it('leave no face twice where they have an externalImageId, and may be sent again until all are told', async () => {
    await people.collection('named');
    await engine.fail({ operation: 'IndexFaces', fault: 'drop-after', share: 0.3 });
    const answers = await all('named', (number) => ({ externalImageId: `image-${number}` }));
    const lost = unclear(answers);
    expect(lost.length).toBeGreaterThan(0);
    for (const { status, body } of lost) {
      expect([status, body['code'], body['effect'], body['retryable']]).toEqual([
        502,
        'upstream-connection-lost',
        'unknown',
        true,
      ]);
    }
    expect(await people.allFaces('named')).toHaveLength(HALF);
    await engine.heal();
    const again = await all('named', (number) => ({ externalImageId: `image-${number}` }));
    expect(unclear(again)).toEqual([]);
    expect(again.flatMap(idsOf).sort()).toEqual(await people.allFaces('named'));
  });

  it('are each sent once where they have none, and those that are unclear are said to be so', async () => {
    await people.collection('nameless');
    await engine.fail({ operation: 'IndexFaces', fault: 'drop-after', share: 0.3 });
    const answers = await all('nameless', () => ({}));
    const lost = unclear(answers);
    expect(lost.length).toBeGreaterThan(0);
    for (const { status, body } of lost) {
      expect([status, body['code'], body['effect'], body['retryable']]).toEqual([
        502,
        'upstream-connection-lost',
        'unknown',
        false,
      ]);
    }
    expect(await engine.calls('IndexFaces')).toHaveLength(HALF);
    expect(await people.allFaces('nameless')).toHaveLength(HALF);
  });
});
