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

const FORMS: Readonly<Record<string, BodyForm>> = {
  'application/json': 'json',
  'multipart/form-data': 'multipart',
  'image/jpeg': 'image',
  'image/png': 'image',
  // Names that old browsers and phones still use.
  'image/jpg': 'image',
  'image/pjpeg': 'image',
  'image/x-png': 'image',
};
/** JSON has no other encoding (RFC 8259); `utf8` is a common misspelling, and ASCII a part of it. */
const CHARSETS = ['utf-8', 'utf8', 'us-ascii'];

/**
 * Returns the form of a `Content-Type`, or undefined if the rules do not allow it. Parameters other than a `charset` of
 * JSON mean nothing here (RFC 9110, section 8.3).
 */
export function formOf(contentType: string | undefined, { images }: Pick<BodyRules, 'images'>): BodyForm | undefined {
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const form = Object.hasOwn(FORMS, type) ? FORMS[type] : undefined;
  const charset = parameters
    .map((parameter) => /^charset=(.*)$/.exec(parameter)?.[1])
    .find((each) => each !== undefined);
  if (form === 'json' && !CHARSETS.includes(charset?.replaceAll('"', '') ?? 'utf-8')) return undefined;
  return form !== undefined && formsOf({ images }).includes(form) ? form : undefined;
}

/** The types that are accepted, for people. */
export function typesOf(rules: Pick<BodyRules, 'images'>): string {
  const forms = formsOf(rules);
  const names = { json: 'application/json', multipart: 'multipart/form-data', image: 'image/jpeg or image/png' };
  return forms.map((form) => names[form]).join(', ');
}

/** A raw image body can hold one image only. */
export function formsOf({ images }: Pick<BodyRules, 'images'>): readonly BodyForm[] {
  if (images.length === 0) return ['json'];
  return images.length === 1 ? ['json', 'multipart', 'image'] : ['json', 'multipart'];
}

export function isBodyEmpty(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';
}
