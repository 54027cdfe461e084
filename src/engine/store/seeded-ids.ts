import { createHash } from 'node:crypto';

/**
 * Returns the `number`th id of a kind under a seed, a lower-case UUID, so that tests and the demo get the same faces
 * each time.
 */
export function seededId(seed: number, kind: 'face' | 'image', number: number): string {
  const bytes = createHash('sha256').update(`${seed}/${kind}/${number}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Returns the `number`th pseudo-random number of a kind under a seed, in [0, 1). */
export function seededFraction(seed: number, kind: string, number: number): number {
  return createHash('sha256').update(`${seed}/${kind}/${number}`).digest().readUInt32BE(0) / 2 ** 32;
}
