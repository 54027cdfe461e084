import type { IncomingHttpHeaders } from 'node:http';

/** How a body may come: whatever it brings, it brings within these bounds. */
export interface BodyRules {
  readonly limitBytes: number;
  readonly pace: BodyPace;
  /** The images that the body brings, by the names of their members. None: the body is JSON. */
  readonly images: readonly string[];
}

/**
 * How fast a body must come: at any moment it may have taken `graceMs` and the time that its bytes take at
 * `bytesPerSecond`, and never more than `mostMs`.
 */
export interface BodyPace {
  readonly graceMs: number;
  readonly bytesPerSecond: number;
  readonly mostMs: number;
}

const KIBIBYTE = 1_024;
const MEBIBYTE = 1_024 * KIBIBYTE;

/** Small bodies are there at once, or their senders hold connections on purpose. */
const AT_ONCE: BodyPace = { graceMs: 7_000, bytesPerSecond: Number.POSITIVE_INFINITY, mostMs: 7_000 };
const BY_PHONE: BodyPace = { graceMs: 5_000, bytesPerSecond: 64 * KIBIBYTE, mostMs: 60_000 };

/**
 * Largest image in a request, in bytes as they are, not as base64.
 *
 * @source Amazon Rekognition service model of 2026-08-07: ImageBlob.
 */
export const IMAGE_LIMIT_BYTES = 5_242_880;

/** Enough for every operation that takes ids: 100 of them are 4.4 kB. */
export const SMALL_BODY: BodyRules = { limitBytes: 16 * KIBIBYTE, pace: AT_ONCE, images: [] };

/** 4,096 ids are 160 kB. */
export const MANY_IDS: BodyRules = { limitBytes: 256 * KIBIBYTE, pace: AT_ONCE, images: [] };

/** One image, which base64 makes a third larger. */
export const ONE_IMAGE: BodyRules = { limitBytes: 7 * MEBIBYTE, pace: BY_PHONE, images: ['image'] };

/** Two images, to be compared. */
export const TWO_IMAGES: BodyRules = {
  limitBytes: 14 * MEBIBYTE,
  pace: BY_PHONE,
  images: ['sourceImage', 'targetImage'],
};

/** The forms that a body can have. */
export type BodyForm = 'json' | 'image' | 'multipart';

const TYPES: readonly (readonly [BodyForm, RegExp])[] = [
  ['json', /^application\/json *(; *charset="?utf-8"? *)?$/i],
  ['image', /^image\/(jpeg|png) *$/i],
  ['multipart', /^multipart\/form-data *;/i],
];

/** The form that a `Content-Type` announces, if it is one of those that the rules allow. */
export function formOf(contentType: string | undefined, { images }: Pick<BodyRules, 'images'>): BodyForm | undefined {
  const form = TYPES.find(([, type]) => type.test(contentType ?? ''))?.[0];
  return form !== undefined && formsOf({ images }).includes(form) ? form : undefined;
}

/** A body that is an image and nothing else can only be a single one. */
export function formsOf({ images }: Pick<BodyRules, 'images'>): readonly BodyForm[] {
  if (images.length === 0) return ['json'];
  return images.length === 1 ? ['json', 'multipart', 'image'] : ['json', 'multipart'];
}

/** Whether the headers announce no body. */
export function isBodyEmpty(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';
}
