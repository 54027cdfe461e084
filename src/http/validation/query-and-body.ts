import { Failure } from '../../failures/failure.js';

/** Merges query and body. @throws Failure validation-failed if a member is in both. */
export function united<Query extends object, Body extends Query>(query: Query, body: Body): Body {
  const [inQuery, inBody] = [present(query), present(body)];
  const twice = Object.keys(inQuery).filter((name) => name in inBody);
  if (twice.length > 0) {
    const errors = twice.map((name) => ({ pointer: `/query/${name}`, detail: 'must not stand in the body as well' }));
    throw new Failure('validation-failed', { errors });
  }
  return { ...inQuery, ...inBody } as Body;
}

function present(members: object): object {
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
