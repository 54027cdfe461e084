import { Failure } from '../../failures/failure.js';

/**
 * Merges the members that a request may send in its query or its body.
 *
 * @throws Failure validation-failed if a member is in both.
 */
export function united<Query extends object, Body extends Query>(query: Query, body: Body): Body {
  const [inQuery, inBody] = [there(query), there(body)];
  const twice = Object.keys(inQuery).filter((name) => name in inBody);
  if (twice.length > 0) {
    const errors = twice.map((name) => ({ pointer: `/query/${name}`, detail: 'must not stand in the body as well' }));
    throw new Failure('validation-failed', { errors });
  }
  return { ...inQuery, ...inBody } as Body;
}

function there(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
