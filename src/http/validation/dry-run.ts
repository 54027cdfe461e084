import type { FastifyRequest } from 'fastify';

import { IsFlag } from '../openapi/parameters.js';

/**
 * The option of a write to only predict its result. Where a body may be left out, it is in the query only: a proxy that
 * drops the body of a DELETE would turn the prediction into the change.
 */
export class DryRunOption {
  @IsFlag(
    'Predict the result and change nothing, with reads only; the Idempotency-Key is not used. Only Rekognition can tell ' +
      'whether the change itself would be refused (such as `user-busy`), and others may change faces in between.',
  )
  dryRun?: boolean;
}

/** Faces to change, or to predict the change of. */
export interface FacesToChange {
  /** At least one. Duplicates are ignored. */
  readonly faceIds: readonly string[];
  readonly dryRun?: boolean | undefined;
}

/** @param request after validation. */
export function isDryRun({ query, body }: Pick<FastifyRequest, 'query' | 'body'>): boolean {
  return [query, body].some((part) => (part as DryRunOption).dryRun === true);
}
