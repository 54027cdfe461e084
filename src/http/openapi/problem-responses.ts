import { STATUS_CODES } from 'node:http';

import { ApiExtension } from '@nestjs/swagger';

import { Failure } from '../../failures/failure.js';
import { FAILURES, type FailureCode } from '../../failures/failures.table.js';
import { isBeforeAdmission } from '../problems/operation-problems.js';
import { EXAMPLE_REQUEST_ID, PROBLEM_TYPE, renderProblem } from '../problems/problem.js';
import { type Operation, pascalCase, resolved, type Response, type Schema, type Schemas, takeNote, type Reference } from './document-parts.js';

const PROBLEMS = 'x-problems';

interface Problems {
  readonly codes: readonly FailureCode[];
  /** Whether the operation calls Rekognition: its answers then have the headers of quotas and preferences. */
  readonly calls: boolean;
}

/** Notes the problems of a route for `ProblemResponses`. */
export function ApiProblems(problems: Problems): MethodDecorator {
  return ApiExtension(PROBLEMS, problems);
}

/** The problems that some operations have in common at one status. */
interface ProblemSet {
  readonly status: number;
  readonly codes: readonly FailureCode[];
  readonly headers: readonly HeaderName[];
  /** Members that the problem `unsuccessful-faces` has in addition. */
  readonly outcome: Readonly<Record<string, Schema>>;
  readonly operations: Operation[];
}

/** The components that document problems: one response and one schema for each set of codes, one example for each code. */
export class ProblemResponses {
  readonly responses: Record<string, Response> = {};
  readonly schemas: Record<string, object> = {};
  readonly examples: Record<string, object> = {};
  private readonly sets = new Map<string, ProblemSet>();

  constructor(private readonly documented: Schemas) {}

  /** Reads the note of an operation. */
  collect(operation: Operation): void {
    const { codes, calls } = (takeNote(operation, PROBLEMS) ?? { codes: [], calls: false }) as Problems;
    const statuses = Map.groupBy([...codes].sort(), (code) => FAILURES[code].status);
    for (const [status, ofStatus] of statuses) {
      const outcome = ofStatus.includes('unsuccessful-faces') ? this.outcomeOf(operation) : {};
      const headers = headersOf(ofStatus, calls);
      const key = JSON.stringify([status, ofStatus, headers, Object.entries(outcome)]);
      const set = this.sets.get(key) ?? { status, codes: ofStatus, headers, outcome, operations: [] };
      set.operations.push(operation);
      this.sets.set(key, set);
    }
  }

  /**
   * Names the sets and refers to them. The commonest set of a status has the status' name, but one with members of its
   * own never has: its name in generated clients would change when another operation shares it.
   */
  refer(): void {
    const sets = [...this.sets.values()].sort((a, b) => b.operations.length - a.operations.length);
    const named = new Set<number>();
    for (const set of sets) {
      const reason = pascalCase((STATUS_CODES[set.status] ?? '').toLowerCase());
      const isOwn = Object.keys(set.outcome).length > 0 || named.has(set.status);
      const name = isOwn ? pascalCase(set.operations[0]?.operationId ?? '') + reason : reason;
      if (!isOwn) named.add(set.status);
      for (const code of set.codes) this.examples[code] ??= this.exampleOf(code);
      this.schemas[`${name}Problem`] = schemaOf(set);
      this.responses[name] = this.responseOf(set, `${name}Problem`);
      for (const { responses } of set.operations) responses[set.status] = { $ref: `#/components/responses/${name}` };
    }
  }

  /** The members of the answer that `Prefer: handling=strict` turns into a problem. */
  private outcomeOf({ responses }: Operation): Readonly<Record<string, Schema>> {
    const answers = Object.values(responses) as Response[];
    const schemas = answers.map(({ content }) => content?.['application/json']?.schema);
    return schemas.map((schema) => resolved(schema ?? {}, this.documented).properties).find(Boolean) ?? {};
  }

  private responseOf({ codes, headers }: ProblemSet, schema: string): Response {
    const titles = codes.map((code) => `[${code}](/problems/${code}): ${FAILURES[code].title}`);
    const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]);
    return {
      description: titles.join('; '),
      headers: headerReferences(headers),
      content: {
        [PROBLEM_TYPE]: {
          schema: { $ref: `#/components/schemas/${schema}` },
          examples: Object.fromEntries(examples) as object,
        },
      },
    };
  }

  private exampleOf(code: FailureCode): object {
    return { summary: FAILURES[code].title, value: renderProblem(new Failure(code), EXAMPLE_REQUEST_ID, '').body };
  }
}

/** Lists the codes as an enum for generated clients. */
function schemaOf({ codes, outcome }: ProblemSet): object {
  const properties = { code: { type: 'string', enum: codes }, ...outcome };
  return { allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties }] };
}

function headersOf(codes: readonly FailureCode[], calls: boolean): HeaderName[] {
  const isAfterAdmission = codes.some((code) => !isBeforeAdmission(code));
  return [
    'X-Request-Id',
    ...(codes.includes('unauthenticated') ? (['WWW-Authenticate'] as const) : []),
    ...(codes.some((code) => FAILURES[code].retryable) ? (['Retry-After'] as const) : []),
    ...(calls && isAfterAdmission ? (['Preference-Applied', 'RateLimit-Policy', 'RateLimit'] as const) : []),
  ];
}

interface Header {
  readonly description: string;
  readonly required?: true;
  readonly schema: { readonly type: string; readonly example: unknown };
}

function header(description: string, example: unknown, facts: Pick<Header, 'required'> = {}): Header {
  return { description, ...facts, schema: { type: typeof example === 'number' ? 'integer' : 'string', example } };
}

/** The documented response headers, by name. */
export const HEADERS = {
  'X-Request-Id': header(
    'Id of the request in logs and problems: the one that was sent, or a new one.',
    '4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e',
    { required: true },
  ),
  'Retry-After': header('Wait this many seconds before repeating the request. Only if it may be repeated.', 1),
  'WWW-Authenticate': header('The accepted kinds of credentials.', 'Bearer realm="rekognition-facade"'),
  'Preference-Applied': header('The preferences of `Prefer` that were followed (RFC 7240).', 'wait=20'),
  'RateLimit-Policy': header(
    "The account's quota for this operation: q calls in w seconds. Absent if there is no limit.",
    '"DisassociateFaces";q=5;w=1',
  ),
  RateLimit: header(
    "The tenant's share of the remaining quota: r calls now, more in t seconds.",
    '"DisassociateFaces";r=3;t=1',
  ),
  'Idempotency-Replayed': header(
    '`true` when this is the stored answer of an earlier request with the same Idempotency-Key; absent otherwise.',
    'true',
  ),
  Location: header('URL of the new resource.', '/collections/staff'),
  Link: header(
    'URL of the next page (RFC 8288). Absent on the last page.',
    '</collections?cursor=q83vEjRWeJA>; rel="next"',
  ),
} as const;

export type HeaderName = keyof typeof HEADERS;

export function headerReferences(names: readonly HeaderName[]): Record<string, Reference> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
