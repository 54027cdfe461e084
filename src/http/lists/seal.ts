import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals content, so that where it is kept nobody can read it, change it or pass it off as another's: it opens only for
 * what it was bound to. The first key seals, all of them open.
 */
export class Seal {
  /** @param keys of 32 bytes, at least one. */
  constructor(private readonly keys: readonly Buffer[]) {}

  close(content: Uint8Array, boundTo: string): Buffer {
    const [key] = this.keys;
    if (key === undefined) throw new RangeError('a seal needs a key');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(boundTo));
    return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  }

  /** Undefined when it was not sealed with one of the keys for this. */
  open(sealed: Uint8Array, boundTo: string): Buffer | undefined {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
    for (const key of this.keys) {
      const content = opened(key, sealed, boundTo);
      if (content !== undefined) return content;
    }
    return undefined;
  }
}

function opened(key: Buffer, sealed: Uint8Array, boundTo: string): Buffer | undefined {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(boundTo)).setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
