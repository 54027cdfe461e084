import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { tenant } from '../harness/app.js';
import { caseCount } from '../harness/case-count.js';
import { withWorld } from '../harness/world.js';

/** Tenants of one account: similar prefixes, a list, and one that sees everything. */
const TENANTS = [
  tenant('acme', { view: { kind: 'prefix', prefix: 'a.' } }),
  tenant('sister', { view: { kind: 'prefix', prefix: 'a.b.' } }),
  tenant('brother', { view: { kind: 'prefix', prefix: 'b.' } }),
  tenant('listed', { view: { kind: 'listed', collectionIds: new Set(['a.c0', 'b.c3', 'c.c1', 'c.c9']) } }),
  tenant('whole'),
];
const LISTED = new Set(['a.c0', 'b.c3', 'c.c1', 'c.c9']);
/** What each tenant must see, derived from the contract and not from the code. */
const MODEL: Readonly<Record<string, (id: string) => string | undefined>> = {
  acme: (id) => /^a\.(.+)$/.exec(id)?.[1],
  sister: (id) => /^a\.b\.(.+)$/.exec(id)?.[1],
  brother: (id) => /^b\.(.+)$/.exec(id)?.[1],
  listed: (id) => (LISTED.has(id) ? id : undefined),
  whole: (id) => id,
};

interface Page extends Record<string, unknown> {
  items: { collectionId: string }[];
  nextCursor?: string;
}

const { app, people } = withWorld({ tenants: TENANTS, engine: { latencyMs: 0 } });

/** All items that a tenant gets, page by page, with a different limit each time, while others create collections. */
async function listed(id: string, limits: readonly number[], makeMore: () => Promise<void>): Promise<string[]> {
  const told: string[] = [];
  let cursor = '';
  for (let page = 0; page < 200; page += 1) {
    const limit = limits[page % limits.length]!;
    const { status, body } = await app.ask<Page>(`/collections?limit=${limit}${cursor}`, { key: `${id}-key` });
    expect([status, body.items.length <= limit]).toEqual([200, true]);
    told.push(...body.items.map(({ collectionId }) => collectionId));
    if (body.nextCursor === undefined) return told;
    cursor = `&cursor=${body.nextCursor}`;
    await makeMore();
  }
  throw new Error('a list without end');
}

/** A view by list is in the order of the list, a view by prefix in the order of the account. */
function seenBy(id: string, ids: readonly string[]): string[] {
  const seen = ids.map(MODEL[id]!).filter((each) => each !== undefined);
  return id === 'listed' ? seen.sort() : seen;
}

const prefix = fc.constantFrom('a.', 'a.b.', 'b.', 'c.', 'a', '');
const limits = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

it('lists each collection of the tenant exactly once, whatever the account holds and the page sizes are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(prefix, { maxLength: 40 }), limits, async (prefixes, cuts) => {
      await people.empty();
      const ids = prefixes.map((each, number) => `${each}c${number}`);
      for (const id of ids) await people.collection(id);
      for (const id of Object.keys(MODEL)) {
        let more = 0;
        const told = await listed(id, cuts, async () => {
          more += 1;
          if (more <= 3) await people.collection(`other-${id}-${more}`);
        });
        const own = told.filter((seen) => !seen.startsWith('other-'));
        expect([id, own]).toEqual([id, seenBy(id, ids)]);
        expect(new Set(told).size).toBe(told.length);
      }
    }),
    { numRuns: caseCount(15, 500), examples: [[['a.', 'c.', 'a.', 'b.'], [1]]] },
  );
});
