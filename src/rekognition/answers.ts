import { PAGE_TOKEN } from './rekognition.limits.js';

// The SDK hands on whatever came, of whatever type: these are what answers of Rekognition are checked by.

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || isText(value);
}

/** None or one of a row of different texts, so that nothing is told twice. */
export function areDifferentTexts(values: readonly unknown[]): boolean {
  return values.every(isText) && new Set(values).size === values.length;
}

/** A page's token must lead on: the same one again would make a list without end. */
export function leadsOn(next: unknown, sent: string | undefined): boolean {
  return next === undefined || (isText(next) && next !== '' && next.length <= PAGE_TOKEN.most && next !== sent);
}
