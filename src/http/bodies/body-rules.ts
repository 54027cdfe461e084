import type { IncomingHttpHeaders } from 'node:http';

/** Limits and forms of an operation's request body. */
export interface BodyRules {
  readonly limitBytes: number;
  readonly pace: BodyPace;
  /** Names of the members that hold images. If empty, only JSON is accepted. */
  readonly images: readonly string[];
}

/**
 * Minimum upload rate. A body may take `graceMs` plus the time that its received bytes take at `bytesPerSecond`, up to
 * `mostMs`.
 */
export interface BodyPace {
  readonly graceMs: number;
  readonly bytesPerSecond: number;
  readonly mostMs: number;
}

const KIBIBYTE = 1_024;
const MEBIBYTE = 1_024 * KIBIBYTE;

/** Small bodies arrive immediately; a slow sender may be holding connections on purpose. */
const AT_ONCE: BodyPace = { graceMs: 7_000, bytesPerSecond: Number.POSITIVE_INFINITY, mostMs: 7_000 };
const BY_PHONE: BodyPace = { graceMs: 5_000, bytesPerSecond: 64 * KIBIBYTE, mostMs: 60_000 };

/**
 * Maximum image size in bytes, before base64 encoding.
 *
 * @source Amazon Rekognition service model of 2026-08-07: ImageBlob.
 */
export const IMAGE_LIMIT_BYTES = 5_242_880;

/** Enough for 100 ids, which take 4.4 kB. */
export const SMALL_BODY: BodyRules = { limitBytes: 16 * KIBIBYTE, pace: AT_ONCE, images: [] };

/** Enough for 4,096 ids, which take 160 kB. */
export const MANY_IDS: BodyRules = { limitBytes: 256 * KIBIBYTE, pace: AT_ONCE, images: [] };

/** Base64 makes an image a third larger. */
export const ONE_IMAGE: BodyRules = { limitBytes: 7 * MEBIBYTE, pace: BY_PHONE, images: ['image'] };

export const TWO_IMAGES: BodyRules = {
  limitBytes: 14 * MEBIBYTE,
  pace: BY_PHONE,
  images: ['sourceImage', 'targetImage'],
};

export type BodyForm = 'json' | 'image' | 'multipart';

const TYPES: readonly (readonly [BodyForm, RegExp])[] = [
  ['json', /^application\/json *(; *charset="?utf-8"? *)?$/i],
  ['image', /^image\/(jpeg|png) *$/i],
  ['multipart', /^multipart\/form-data *;/i],
];

/** Returns undefined if the rules do not allow the type. */
export function formOf(contentType: string | undefined, { images }: Pick<BodyRules, 'images'>): BodyForm | undefined {
  const form = TYPES.find(([, type]) => type.test(contentType ?? ''))?.[0];
  return form !== undefined && formsOf({ images }).includes(form) ? form : undefined;
}

/** A raw image body can hold one image only. */
export function formsOf({ images }: Pick<BodyRules, 'images'>): readonly BodyForm[] {
  if (images.length === 0) return ['json'];
  return images.length === 1 ? ['json', 'multipart', 'image'] : ['json', 'multipart'];
}

export function isBodyEmpty(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';
}
