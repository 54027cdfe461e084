import { describe, expect, it } from '@jest/globals';

import { classify } from '../failures/classify.js';
import { CredentialsUnavailable, staticProvider } from './credentials.js';

describe('staticProvider', () => {
  it('reads the keys when it is asked, not before, and each time anew', async () => {
    const keys = { accessKeyId: 'first', secretAccessKey: 'secret' };
    const provider = staticProvider(() => ({ ...keys }));
    keys.accessKeyId = 'second';
    await expect(provider()).resolves.toEqual({ accessKeyId: 'second', secretAccessKey: 'secret' });
    keys.accessKeyId = 'third';
    await expect(provider()).resolves.toEqual({ accessKeyId: 'third', secretAccessKey: 'secret' });
  });

  it.each([
    { accessKeyId: '', secretAccessKey: 'secret' },
    { accessKeyId: 'id', secretAccessKey: '' },
  ])('refuses keys that are gone rather than sign with nothing: %j', async (keys) => {
    const refusal: unknown = await staticProvider(() => keys)().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(CredentialsUnavailable);
    expect(classify(refusal).code).toBe('credentials-unavailable');
  });
});
