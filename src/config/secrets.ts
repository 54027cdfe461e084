import { hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { Environment } from './environment.js';

const LEAST_BYTES = 32;

/** What a key made from the service's secrets is for. Keys of different uses tell nothing about each other. */
export type SecretUse = 'cursors' | 'idempotency' | 'audit';

/**
 * The service's own secrets, newest first: the first one signs, all of them verify, so a secret can be replaced
 * without a moment in which what it signed is refused.
 */
export class Secrets {
  private constructor(
    private readonly values: readonly Buffer[],
    /** Made up at start: nothing signed with them is good on another replica or after a restart. */
    readonly random: boolean,
  ) {}

  static random(): Secrets {
    return new Secrets([randomBytes(LEAST_BYTES)], true);
  }

  static of(values: readonly Buffer[]): Secrets {
    return new Secrets(values, false);
  }

  /** A 32-byte key per secret, in the secrets' order (HKDF, RFC 5869). */
  keysFor(use: SecretUse): Buffer[] {
    return this.values.map((value) => Buffer.from(hkdfSync('sha256', value, '', `rekognition-facade ${use}`, 32)));
  }
}

/** Reads `SECRETS_FILE`: one secret a line. Random secrets stand in for it where one replica runs alone. */
export function readSecrets(environment: Environment, required: boolean): Secrets {
  const path = environment.text('SECRETS_FILE');
  if (path === undefined) {
    if (required) environment.fault('SECRETS_FILE is required with NODE_ENV=production');
    return Secrets.random();
  }
  const lines = readLines(path);
  if (lines === undefined) return environment.refuse('SECRETS_FILE cannot be read', Secrets.random());
  if (lines.length === 0) return environment.refuse('SECRETS_FILE holds no secret', Secrets.random());
  lines.forEach((line, index) => {
    if (line.length < LEAST_BYTES) {
      environment.fault(`SECRETS_FILE: secret ${index + 1} has fewer than ${LEAST_BYTES} bytes`);
    }
  });
  return Secrets.of(lines);
}

function readLines(path: string): Buffer[] | undefined {
  try {
    const lines = readFileSync(path, 'utf8').split(/\r?\n/);
    return lines.filter((line) => line !== '').map((line) => Buffer.from(line));
  } catch {
    return undefined;
  }
}
