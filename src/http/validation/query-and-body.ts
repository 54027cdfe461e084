import type { FastifyRequest } from 'fastify';

import { Failure } from '../../failures/failure.js';
import { IsFlag } from '../openapi/parameters.js';

/**
 * Merges the members that a request may send in its query or its body. Some tools send a form's fields in both.
 *
 * @throws Failure validation-failed if a member is in both with different values.
 */
export function united<Query extends object, Body extends Query>(query: Query, body: Body): Body {
  const [inQuery, inBody] = [there(query), there(body)];
  const isOther = (name: string): boolean => JSON.stringify(inQuery[name]) !== JSON.stringify(inBody[name]);
  const twice = Object.keys(inQuery).filter((name) => name in inBody && isOther(name));
  if (twice.length > 0) {
    const errors = twice.map((name) => ({
      pointer: `/query/${name}`,
      detail: 'must not differ from the same member of the body',
    }));
    throw new Failure('validation-failed', { errors });
  }
  return { ...inQuery, ...inBody } as Body;
}

function there(members: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

export interface FaceIdsForm {
  readonly query?: { readonly faceId?: readonly string[] };
  readonly body: { readonly faceIds?: readonly string[]; readonly clientRequestToken?: string };
  /** Whether the request declared a JSON body but sent none. */
  readonly bodyDropped: boolean;
}

/**
 * @throws Failure face-ids-required if there are none: an empty list never means all faces. delete-body-missing if a
 * proxy probably dropped the body. ids-in-query-and-body if both contain ids.
 */
export function namedFaceIds({ query = {}, body, bodyDropped }: FaceIdsForm): string[] {
  const { faceId: inQuery = [] } = query;
  const { faceIds: inBody = [] } = body;
  if (inQuery.length > 0 && body.faceIds !== undefined) throw new Failure('ids-in-query-and-body');
  const named = [...inQuery, ...inBody];
  if (named.length > 0) return named;
  throw new Failure(bodyDropped ? 'delete-body-missing' : 'face-ids-required');
}

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
