import type { InputFault } from '../../failures/failure.js';

const MOST_LEVELS = 16;
const LONGEST_NAME = 100;
export const UNKNOWN = 'is not known here';

/**
 * Whether every object inherits a property of this name, such as `constructor`. class-validator and class-transformer
 * treat such names as declared members.
 */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** A reference token of a JSON pointer (RFC 6901, section 3). The name is caller input, so it is truncated. */
export function pointerStep(name: string): string {
  return `/${name.slice(0, LONGEST_NAME).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Finds input that must not be converted to classes: inherited names at any depth, and too deep nesting. */
export function nestingFaults(value: unknown, at: string, level = 1): InputFault[] {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return [];
  if (level > MOST_LEVELS) return [{ pointer: at, detail: `is nested deeper than ${MOST_LEVELS} levels` }];
  return Object.entries(value).flatMap(([name, inner]) => {
    const pointer = at + pointerStep(name);
    return isInherited(name) ? [{ pointer, detail: UNKNOWN }] : nestingFaults(inner, pointer, level + 1);
  });
}
