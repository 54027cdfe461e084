import type { Failure } from '../../failures/failure.js';
import type { Problem } from './problem.dto.js';

export interface RenderedProblem {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Problem;
}

/** Of the examples in the document and on the problems' pages. */
export const EXAMPLE_REQUEST_ID = '4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e';

export const PROBLEM_TYPE = 'application/problem+json';

/** Required with a 401 (RFC 9110, section 11.6.1). */
const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="rekognition-facade", ApiKey realm="rekognition-facade"' };

/** Renders a failure as a problem document (RFC 9457). All error responses are made here. */
export function renderProblem(failure: Failure, requestId: string, basePath: string): RenderedProblem {
  const { code, row, facts } = failure;
  const retryAfterSeconds = retryAfter(failure);
  return {
    status: row.status,
    headers: {
      'Content-Type': PROBLEM_TYPE,
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      ...(code === 'unauthenticated' && CHALLENGE),
      ...facts.headers,
    },
    body: {
      type: `${basePath}/problems/${code}`,
      title: row.title,
      status: row.status,
      detail: failure.message,
      instance: `urn:request:${requestId}`,
      code,
      retryable: failure.retryable,
      effect: failure.effect,
      requestId,
      ...(facts.awsRequestId !== undefined && !isIndistinct(failure) && { awsRequestId: facts.awsRequestId }),
      ...(failure.resource !== undefined && { resource: failure.resource }),
      ...(facts.errors !== undefined && { errors: [...facts.errors] }),
      ...facts.extension,
    },
  };
}

/** A missing user or face is always of the tenant's own collection. */
function isIndistinct({ row, facts }: Failure): boolean {
  return row.indistinct === true && facts.resource === undefined;
}

/** Only retryable failures have a `Retry-After`. */
function retryAfter({ retryable, row, facts }: Failure): number | undefined {
  if (!retryable || row.retryAfterSeconds === undefined) return undefined;
  return Math.max(row.retryAfterSeconds, Math.ceil((facts.retryAfterMs ?? 0) / 1_000));
}
