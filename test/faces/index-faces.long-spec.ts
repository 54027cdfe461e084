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

describe('IndexFaces: 1,000 requests of which a third lose their answers', () => {
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

  it('store no face twice with externalImageIds, and can be repeated until all have answers', async () => {
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

  it('are each sent once without externalImageIds, and report effect unknown if the answer is lost', async () => {
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
