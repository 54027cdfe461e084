import { Failure } from '../../failures/failure.js';

/** A request about faces, in any of its forms. */
export interface FaceIdsForm {
  readonly query?: { readonly faceId?: readonly string[] };
  readonly body: { readonly faceIds?: readonly string[]; readonly clientRequestToken?: string };
  /** The request said it carries JSON and its body came empty. */
  readonly bodyDropped: boolean;
}

/**
 * The ids that a request names, wherever they stand.
 *
 * @throws Failure face-ids-required when there are none: no ids never means all. delete-body-missing when they were
 * probably lost on the way. ids-in-query-and-body when it is not clear which are meant.
 */
export function namedFaceIds({ query = {}, body, bodyDropped }: FaceIdsForm): string[] {
  const { faceId: inQuery = [] } = query;
  const { faceIds: inBody = [] } = body;
  if (inQuery.length > 0 && body.faceIds !== undefined) throw new Failure('ids-in-query-and-body');
  const named = [...inQuery, ...inBody];
  if (named.length > 0) return named;
  throw new Failure(bodyDropped ? 'delete-body-missing' : 'face-ids-required');
}
