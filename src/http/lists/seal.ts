import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts content and binds it to a context. The first key seals; every key opens. */
export class Seal {
  /** @param keys at least one, of 32 bytes each. */
  constructor(private readonly keys: readonly KeyObject[]) {}

  close(content: Uint8Array, boundTo: string): Buffer {
    const [key] = this.keys;
    if (key === undefined) throw new RangeError('a seal needs a key');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(boundTo));
    return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  }

  /** Returns undefined unless the content was sealed with one of the keys for the same context. */
  open(sealed: Uint8Array, boundTo: string): Buffer | undefined {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
    for (const key of this.keys) {
      const content = opened(key, sealed, boundTo);
      if (content !== undefined) return content;
    }
    return undefined;
  }
}

function opened(key: KeyObject, sealed: Uint8Array, boundTo: string): Buffer | undefined {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(boundTo)).setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
