import { createHash } from 'node:crypto';

import type { Parts } from '../../resilience/time/long-work.js';

/** The input of an operation, and the bytes of its images, which are empty in it. */
export interface WithoutImages {
  readonly input: object;
  readonly images: readonly Buffer[];
}

/** How the SDK writes an empty image. In a text of a request, the quotes would be escaped. */
const EMPTY_IMAGE = '"Bytes":""';
const START = EMPTY_IMAGE.slice(0, -1);
/** Divisible by three, so that the parts of base64 can be joined. Larger texts take four times the garbage collection. */
const PART_BYTES = 48 * 1_024;

/** The bytes of a request, and their SHA-256 for its signature. */
export interface HashedBody {
  readonly bytes: Buffer;
  readonly sha256: string;
}

export function takeImages(values: object): WithoutImages {
  const images: Buffer[] = [];
  const members = Object.entries(values).map(([name, value]: [string, unknown]) => {
    const { Bytes: bytes } = (value ?? {}) as { Bytes?: unknown };
    if (!Buffer.isBuffer(bytes)) return [name, value] as const;
    images.push(bytes);
    return [name, { ...(value as object), Bytes: new Uint8Array() }] as const;
  });
  return images.length === 0 ? { input: values, images } : { input: Object.fromEntries(members), images };
}

/**
 * Writes the images into a body without them, part by part in base64. The SDK would hold each of them as three texts: in
 * base64, in JSON, and as the bytes of the request.
 *
 * @param body what the SDK made of the input of `takeImages`.
 */
export function* bodyWithImages(body: string, images: readonly Buffer[]): Parts<HashedBody> {
  const texts = body.split(EMPTY_IMAGE).map((text, index) => (index === 0 ? text : `"${text}`));
  const sizes = images.map(({ length }) => START.length + 4 * Math.ceil(length / 3));
  const bytes = Buffer.allocUnsafeSlow(sizes.reduce((sum, size) => sum + size, Buffer.byteLength(texts.join(''))));
  const hash = createHash('sha256');
  let at = 0;
  const write = (text: string, encoding: BufferEncoding = 'utf8'): void => {
    const from = at;
    at += bytes.write(text, at, encoding);
    hash.update(bytes.subarray(from, at));
  };
  for (const [index, text] of texts.entries()) {
    write(text);
    const image = images[index];
    if (image === undefined) continue;
    write(START);
    for (let from = 0; from < image.length; from += PART_BYTES) {
      if (from > 0) yield;
      write(image.toString('base64', from, Math.min(from + PART_BYTES, image.length)), 'latin1');
    }
  }
  return { bytes, sha256: hash.digest('hex') };
}
