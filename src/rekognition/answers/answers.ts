import { PAGE_TOKEN } from '../model/rekognition.limits.js';

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

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value must be. */
export type Check = (value: unknown) => boolean;

export function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** Rekognition may leave it out. */
export function orAbsent(check: Check): Check {
  return (value) => value === undefined || check(value);
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

/** An object with these members; the SDK makes an empty one of anything that is none. */
export function shaped(members: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(members);
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    checks.every(([name, check]) => check((value as Record<string, unknown>)[name]));
}
