import { FAILURES, type FailureCode } from '../../src/failures/failures.table.js';

/** An answer from any HTTP client. Header names are in lower case. */
export interface HeardAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const AWS_REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;
/** Must not occur in answers: stack traces, ARNs, access keys, account ids, source locations. */
const SECRETS = /\n\s+at |arn:aws|AKIA|secret of|111122223333|node:internal|node_modules|\.[jt]s:\d/;
const TEXTS = ['type', 'title', 'detail', 'instance', 'code', 'effect', 'requestId'];
const KNOWN = new Set([...TEXTS, 'status', 'retryable', 'awsRequestId', 'resource', 'errors']);

/**
 * Returns the violations of the documented problem schema in an error response.
 *
 * @param extension additional members that this problem may have.
 */
export function problemFaults({ status, headers, text }: HeardAnswer, extension: readonly string[] = []): string[] {
  if (headers['content-type'] !== 'application/problem+json') {
    return [`content type ${String(headers['content-type'])} with ${status}: ${text.slice(0, 200)}`];
  }
  const problem = parsed(text);
  if (problem === undefined) return [`no JSON object: ${text.slice(0, 200)}`];
  const { code, retryable, effect, requestId, awsRequestId, errors } = problem;
  const known = typeof code === 'string' && Object.hasOwn(FAILURES, code);
  const checks: [boolean, string][] = [
    ...TEXTS.map((name): [boolean, string] => [isText(problem[name]), `${name} is no text`]),
    [known, `code ${String(code)} is unknown`],
    [known && FAILURES[code as FailureCode].status === status, `${String(code)} does not go with ${status}`],
    [problem['status'] === status, 'status is not the HTTP status'],
    [problem['type'] === `/problems/${String(code)}`, 'type does not lead to the code'],
    [typeof retryable === 'boolean', 'retryable is no boolean'],
    [['none', 'partial', 'unknown'].includes(String(effect)), `effect ${String(effect)}`],
    [REQUEST_ID.test(String(requestId)), 'requestId has another form'],
    [problem['instance'] === `urn:request:${String(requestId)}`, 'instance does not name the request'],
    [
      awsRequestId === undefined || (typeof awsRequestId === 'string' && AWS_REQUEST_ID.test(awsRequestId)),
      'awsRequestId has another form',
    ],
    [errors === undefined || areFaults(errors), 'errors are not faults'],
    [(status === 400 && code === 'validation-failed') === (errors !== undefined), 'errors do not go with the code'],
    [!SECRETS.test(text), `secrets in ${text}`],
    ...retryAfterFaults(status, retryable, headers['retry-after']),
    ...Object.keys(problem).map((name): [boolean, string] => [
      KNOWN.has(name) || extension.includes(name),
      `${name} is not documented`,
    ]),
  ];
  return checks.filter(([holds]) => !holds).map(([, fault]) => `${String(code)}: ${fault}`);
}

function retryAfterFaults(status: number, retryable: unknown, retryAfter: string | undefined): [boolean, string][] {
  const expected = retryable === true && (status === 429 || status === 503);
  return [
    [!expected || retryAfter !== undefined, 'Retry-After is missing'],
    [retryAfter === undefined || /^[1-9]\d{0,8}$/.test(retryAfter), `Retry-After is ${String(retryAfter)}`],
  ];
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function areFaults(errors: unknown): boolean {
  return (
    Array.isArray(errors) &&
    errors.length > 0 &&
    errors.every((fault: unknown) => {
      if (typeof fault !== 'object' || fault === null) return false;
      const { pointer, detail, ...rest } = fault as Record<string, unknown>;
      return typeof pointer === 'string' && isText(detail) && Object.keys(rest).length === 0;
    })
  );
}

/** Returns the log entries that are not exactly one line with one JSON object. */
export function logFaults(lines: readonly string[]): string[] {
  return lines.filter((line) => {
    if (!line.endsWith('\n') || line.slice(0, -1).includes('\n') || line.includes('\r')) return true;
    return parsed(line) === undefined;
  });
}
