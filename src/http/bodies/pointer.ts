const LONGEST_NAME = 100;

/** A reference token of a JSON pointer (RFC 6901, section 3). The name is caller input, so it is truncated. */
export function pointerStep(name: string): string {
  return `/${name.slice(0, LONGEST_NAME).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
