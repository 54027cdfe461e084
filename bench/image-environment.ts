import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCKERFILE = join(import.meta.dirname, '../../../Dockerfile');

/** The environment that the image brings, so that the service is measured as it is shipped. */
export function imageEnvironment(): Record<string, string> {
  const lines = readFileSync(DOCKERFILE, 'utf8').matchAll(/^ENV (\w+)=(\S+)$/gm);
  return Object.fromEntries(Array.from(lines, ([, name, value]) => [name!, value!]));
}
