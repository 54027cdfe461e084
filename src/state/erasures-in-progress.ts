import { Inject, Injectable, Optional } from '@nestjs/common';

import { namespaceOf, type TenantNames } from '../config/tenant.js';
import { Failure } from '../failures/failure.js';
import { ERASURE_STORE, type ErasureStore } from './erasure.store.js';

/** Protects users that are being erased from new faces. */
@Injectable()
export class ErasuresInProgress {
  constructor(@Optional() @Inject(ERASURE_STORE) private readonly store: ErasureStore | undefined) {}

  /** @throws Failure user-being-erased if the user, or the person of the image, is being erased. */
  async refuse(
    tenant: TenantNames,
    names: { readonly collectionId: string; readonly userId?: string; readonly imageId?: string },
  ): Promise<void> {
    const { collectionId, userId, imageId } = names;
    if (userId === undefined && imageId === undefined) return;
    const person = {
      collectionId,
      ...(userId !== undefined && { userId }),
      ...(imageId !== undefined && { imageIds: [imageId] }),
    };
    if (await this.store?.isErasing({ namespace: namespaceOf(tenant), ...person }))
      throw new Failure('user-being-erased');
  }
}
