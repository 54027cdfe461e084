import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

const KEY_BYTES = 32;

/** Random keys by name, created on first use and stored. */
export class SecretTable {
  constructor(private readonly database: DatabaseSync) {}

  key(name: string): Uint8Array {
    this.database
      .prepare('INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run(name, randomBytes(KEY_BYTES));
    return this.database.prepare('SELECT value FROM secrets WHERE name = ?').get(name)?.['value'] as Uint8Array;
  }
}
