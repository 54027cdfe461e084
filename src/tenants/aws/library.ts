import { createRequire } from 'node:module';

import type * as Rekognition from '@aws-sdk/client-rekognition';
import type * as Sts from '@aws-sdk/client-sts';
import type * as Providers from '@aws-sdk/credential-providers';
import type * as Undici from 'undici';

import { Failure } from '../../failures/failure.js';

interface Libraries {
  readonly '@aws-sdk/client-rekognition': typeof Rekognition;
  readonly '@aws-sdk/client-sts': typeof Sts;
  readonly '@aws-sdk/credential-providers': typeof Providers;
  readonly undici: typeof Undici;
}

const require = createRequire(import.meta.url);

/**
 * Loads a library with its first use, because they take a third of the start. Node would keep the failure of an `import()`
 * until the process ends, but not that of a `require()`.
 *
 * @throws Failure busy if it cannot be read now, for example without a free file descriptor
 */
export function load<Name extends keyof Libraries>(name: Name): Libraries[Name] {
  try {
    return require(name) as Libraries[Name];
  } catch (cause) {
    throw new Failure('busy', { cause });
  }
}
