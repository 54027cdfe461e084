import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

import { type Environment, readTextFile } from './environment.js';

const MIN_BYTES = 32;
/** Invalid UTF-8 is decoded as U+FFFD, so different secrets of random bytes could become equal. */
const NO_TEXT = /[\p{Cc}\p{Cf}\uFFFD]/u;

/** The purpose of a derived key. Keys for different purposes are independent. */
export type SecretUse = 'cursors' | 'idempotency' | 'audit';

/**
 * The service's own secrets. The first one signs, all of them verify. To rotate, append the new secret on every
 * replica, then move it to the first line.
 */
export class Secrets {
  private constructor(
    private readonly values: readonly Buffer[],
    /** Generated at start: signatures are not valid on other replicas or after a restart. */
    readonly random: boolean,
  ) {}

  static random(): Secrets {
    return new Secrets([randomBytes(MIN_BYTES)], true);
  }

  static of(values: readonly Buffer[]): Secrets {
    return new Secrets(values, false);
  }

  /** One 32-byte key per secret, in order (HKDF, RFC 5869). */
  keysFor(use: SecretUse): KeyObject[] {
    return this.values.map((value) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', value, '', `rekognition-facade ${use}`, 32))),
    );
  }
}

/** Reads the file, one secret per line. Without one, a single replica uses a random secret. */
export function readSecrets(environment: Environment, path: string | undefined, required: boolean): Secrets {
  if (path === undefined) {
    if (required) environment.fault('SECRETS_FILE is required with NODE_ENV=production');
    return Secrets.random();
  }
  const text = readTextFile(path);
  const lines = text?.replace(/\r?\n$/, '').split(/\r?\n/) ?? [];
  if (text === undefined) environment.fault('SECRETS_FILE cannot be read');
  else if (lines.every((line) => line === '')) environment.fault('SECRETS_FILE contains no secret');
  else {
    for (const [index, line] of lines.entries()) {
      const fault = faultOf(line);
      if (fault !== undefined) environment.fault(`SECRETS_FILE: line ${index + 1} ${fault}`);
    }
  }
  return Secrets.of(lines.map((line) => Buffer.from(line)));
}

/** A comment or a line with stray white space would otherwise silently become a secret. */
function faultOf(line: string): string | undefined {
  if (line === '') return 'is empty';
  if (line !== line.trim()) return 'begins or ends with white space';
  if (NO_TEXT.test(line)) return 'has control characters or is not UTF-8';
  if (line.startsWith('#')) return 'is a comment; comments are not supported';
  return Buffer.byteLength(line) < MIN_BYTES ? `has fewer than ${MIN_BYTES} bytes` : undefined;
}
