import { createHmac } from 'node:crypto';

import { calculateJwkThumbprint, CompactSign, importJWK, type JWK } from 'jose';

import type { Erasure } from '../state/erasure.store.js';

/** What the receipt does not cover, in its own words. */
const NOT_COVERED =
  'Covers the collection named here only. Not covered: other collections, audit logs, stored answers of idempotent ' +
  'requests (kept 24 hours), AWS CloudTrail, source images (for example in Amazon S3), and backups.';

/** Claims of a receipt. Digests are base64url HMAC-SHA256 of the id, keyed with the salt that the caller received. */
export interface ReceiptClaims {
  readonly type: 'rekognition-erasure';
  readonly erasureId: string;
  readonly collection: string;
  readonly reference?: string;
  readonly user: { readonly digest: string; readonly deleted: boolean };
  readonly faces: readonly string[];
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly finishedAt: string;
  readonly readBack: { readonly userFound: boolean; readonly facesFound: 0 };
  readonly awsRequestIds: readonly string[];
  readonly notCovered: string;
}

/** Signs receipts (JWS, EdDSA). The first key signs; the public half of each is published, for older receipts. */
export class Receipts {
  private constructor(
    private readonly sign: (claims: ReceiptClaims) => Promise<string>,
    /** Public JSON Web Key Set. */
    readonly publicKeys: { readonly keys: readonly JWK[] },
  ) {}

  /** @param keys private Ed25519 keys, at least one. */
  static async of(keys: readonly JWK[]): Promise<Receipts> {
    const published = await Promise.all(keys.map(publicKeyOf));
    const [signing, { kid = '' } = {}] = [await importJWK(keys[0] ?? {}, 'EdDSA'), published[0]];
    const sign = (claims: ReceiptClaims): Promise<string> =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
        .sign(signing);
    return new Receipts(sign, { keys: published });
  }

  /** @param erasure finished, with all ids. */
  of(erasure: Erasure, finishedAtMs: number): Promise<string> {
    const { id, collectionId, reference, userId, userDeleted, keepUser, goneFaceIds, salt, awsRequestIds } = erasure;
    return this.sign({
      type: 'rekognition-erasure',
      erasureId: id,
      collection: collectionId,
      ...(reference !== undefined && { reference }),
      user: { digest: digestOf(salt, userId), deleted: userDeleted },
      faces: goneFaceIds.map((faceId) => digestOf(salt, faceId)),
      requestedAt: new Date(erasure.createdAtMs).toISOString(),
      finishedAt: new Date(finishedAtMs).toISOString(),
      readBack: { userFound: keepUser, facesFound: 0 },
      awsRequestIds,
      notCovered: NOT_COVERED,
    });
  }
}

/** @param salt base64url. */
export function digestOf(salt: string, id: string): string {
  return createHmac('sha256', Buffer.from(salt, 'base64url')).update(id).digest('base64url');
}

async function publicKeyOf({ kty, crv, x }: JWK): Promise<JWK> {
  const key = { kty, crv, x } as JWK;
  return { ...key, kid: await calculateJwkThumbprint(key), alg: 'EdDSA', use: 'sig' };
}
