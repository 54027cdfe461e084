import { createHash } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Returns an id in IAM's format, such as `AROA` and 17 letters and digits. Equal texts give equal ids. */
export function awsId(prefix: 'AIDA' | 'AROA' | 'ASIA', length: number, text: string | Buffer): string {
  const bytes = createHash('sha256')
    .update(text)
    .digest()
    .subarray(0, length - prefix.length);
  return prefix + [...bytes].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}
