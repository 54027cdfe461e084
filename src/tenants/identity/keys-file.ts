import type { CryptoKey } from 'jose';

import { stampAt, textAt } from '../../config/tenants-file/tenants-file-source.js';
import { Failure } from '../../failures/failure.js';
import type { FetchOutcome } from './issuer-keys.js';
import { keySetOf, type KeySet, KeysUnusable, type WantedKey } from './signing-keys.js';
import type { KeyStore } from './token-verifier.js';

const RETRY_AFTER_MS = 5_000;

/** The keys of one issuer in a file. A changed file is read at the next lookup; one with faults is ignored. */
export class KeysFile implements KeyStore {
  private stamp: string | undefined;
  private text: string | undefined;
  /** Whether a second read confirmed the text: a write during the first read may leave the same stamp. */
  private confirmed = false;
  private keys: KeySet | undefined;

  constructor(
    private readonly path: string,
    private readonly onRead: (outcome: FetchOutcome) => void,
  ) {}

  async find(wanted: WantedKey): Promise<CryptoKey | undefined> {
    this.refresh();
    if (this.keys === undefined) throw new Failure('issuer-unavailable', { retryAfterMs: RETRY_AFTER_MS });
    const found = await this.keys.find(wanted);
    return typeof found === 'object' ? found : undefined;
  }

  refresh(): void {
    // Taken before the text, so that a later write changes the stamp.
    const stamp = stampAt(this.path);
    if (this.confirmed && stamp === this.stamp) return;
    const text = textAt(this.path);
    const isFirst = this.stamp === undefined;
    this.confirmed = stamp === this.stamp;
    this.stamp = stamp;
    if (text === this.text && !isFirst) return;
    this.text = text;
    this.onRead(this.read(text));
  }

  close(): void {
    // Nothing is open between lookups.
  }

  private read(text: string | undefined): FetchOutcome {
    try {
      if (text === undefined) return { fault: 'cannot be read' };
      this.keys = keySetOf(text);
      return { keyCount: this.keys.size };
    } catch (error) {
      if (error instanceof KeysUnusable) return { fault: error.message };
      throw error;
    }
  }
}
