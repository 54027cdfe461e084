import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { tenant } from '../../../test/harness/app.js';
import { Failure } from '../../failures/failure.js';
import { Metrics } from '../../observability/metrics.js';
import { Deadline } from '../../resilience/time/call-limits.js';
import type { Caller } from '../../tenants/identity/caller.js';
import { Call } from '../call.js';
import type { OperationDefinition } from '../operation.js';
import { FreshFacesInterceptor } from './fresh-faces.interceptor.js';

const CollectionId = 'staff';

function operation(freshFaces: OperationDefinition['freshFaces']): OperationDefinition {
  return { name: 'X', repeat: 'read', freshFaces } as OperationDefinition;
}

const INDEX = operation({ added: (output) => (output as { faceIds: string[] }).faceIds });
const SEARCH = operation({ named: (input) => [(input as { FaceId: string }).FaceId] });

describe('FreshFacesInterceptor', () => {
  const clock = new FakeClock();
  const fresh = new FreshFacesInterceptor(clock, new Metrics());
  const caller = (): Caller =>
    ({ tenant: tenant('acme'), deadline: Deadline.after(clock, 100), signal: new AbortController().signal }) as Caller;

  /** Whether a search for the face that fails says that the face may still be found. There is no time for a repeat. */
  async function isFresh(FaceId: string): Promise<boolean> {
    const call = new Call(SEARCH, () => ({ CollectionId, FaceId }), caller());
    const search = fresh.intercept(call, () => Promise.reject(new Failure('face-not-found')));
    return search.then(
      () => false,
      (failure: unknown) => (failure as Failure).retryable,
    );
  }

  it('remembers the last 10,000 faces for ten seconds', async () => {
    const faceIds = Array.from({ length: 10_001 }, (_, number) => `face-${number}`);
    const call = new Call(INDEX, () => ({ CollectionId }), caller());
    await fresh.intercept(call, () => Promise.resolve({ faceIds } as never));
    expect([await isFresh('face-0'), await isFresh('face-1'), await isFresh('face-10000')]).toEqual([
      false,
      true,
      true,
    ]);
    await clock.advance(9_999);
    expect(await isFresh('face-10000')).toBe(true);
    await clock.advance(1);
    expect(await isFresh('face-10000')).toBe(false);
  });
});
