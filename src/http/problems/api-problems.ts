import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';

import { Failure } from '../../failures/failure.js';
import { FAILURES, type FailureCode } from '../../failures/failures.table.js';
import { Problem } from './problem.dto.js';
import { PROBLEM_TYPE, renderProblem } from './problem.js';

const EXAMPLE_REQUEST_ID = '4c8f6a52-6f0e-4f5e-9d8e-0a4c2a1d9b3e';

/** Documents a route's problems: one response per status, with an example for each code. */
export function ApiProblems(codes: readonly FailureCode[]): MethodDecorator {
  const statuses = [...new Set(codes.map((code) => FAILURES[code].status))];
  return applyDecorators(
    ApiExtraModels(Problem),
    ...statuses.map((status) =>
      problemResponse(
        status,
        codes.filter((code) => FAILURES[code].status === status),
      ),
    ),
  );
}

function problemResponse(status: number, codes: readonly FailureCode[]): MethodDecorator {
  const examples = codes.map((code) => [code, { summary: FAILURES[code].title, value: exampleOf(code) }] as const);
  return ApiResponse({
    status,
    description: codes.map((code) => `\`${code}\`: ${FAILURES[code].title}`).join('; '),
    content: { [PROBLEM_TYPE]: { schema: schemaOf(codes), examples: Object.fromEntries(examples) } },
  });
}

/** Lists the codes as an enum for generated clients. */
function schemaOf(codes: readonly FailureCode[]): object {
  return { allOf: [{ $ref: getSchemaPath(Problem) }, { properties: { code: { type: 'string', enum: codes } } }] };
}

function exampleOf(code: FailureCode): Problem {
  return renderProblem(new Failure(code), EXAMPLE_REQUEST_ID, '').body;
}
