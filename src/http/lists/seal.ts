import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Drawn at once: a call of `randomBytes` takes 30 µs, however few bytes it returns. */
const NONCES = 256;

/** Encrypts content and binds it to a context. The first key seals; every key opens. */
export class Seal {
  private nonces = Buffer.alloc(0);

  /** @param keys at least one, of 32 bytes each. */
  constructor(private readonly keys: readonly KeyObject[]) {}

  close(content: Uint8Array, boundTo: string): Buffer {
    const [key] = this.keys;
    if (key === undefined) throw new RangeError('a seal needs a key');
    const nonce = this.nextNonce();
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

  private nextNonce(): Buffer {
    if (this.nonces.length === 0) this.nonces = randomBytes(NONCES * NONCE_BYTES);
    const nonce = this.nonces.subarray(0, NONCE_BYTES);
    this.nonces = this.nonces.subarray(NONCE_BYTES);
    return nonce;
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
