const MAX_NAME_LENGTH = 100;

/** A reference token of a JSON pointer (RFC 6901, section 3). The name is caller input, so it is truncated. */
export function pointerStep(name: string): string {
  return `/${name.slice(0, MAX_NAME_LENGTH).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
